"""Reads worth a name: what a space shows, a thread, a search, and an author's own words."""
