"""Who may do what in this room, by what it is about."""
