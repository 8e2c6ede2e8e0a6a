"""What safety does when another room, or this one, announces something; by what it is about."""
