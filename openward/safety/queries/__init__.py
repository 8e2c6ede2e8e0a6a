"""What is read in this room, by what it is about."""
