"""What any PDF says of itself and what its pages paint."""
