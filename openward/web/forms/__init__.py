"""What readers of the joined pages fill in."""
