"""What the pages of this room print."""
