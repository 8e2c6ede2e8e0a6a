"""Pages of this room, noun by noun."""
