"""What the moderator's pages print."""
