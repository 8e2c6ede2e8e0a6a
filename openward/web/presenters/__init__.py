"""What the joined pages print."""
