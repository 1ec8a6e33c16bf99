"""What an editor asks for beside a build: hand-over, proof, verification, a new book, a list of notes."""
