"""The cover of the printed book and the picture for the screen."""
