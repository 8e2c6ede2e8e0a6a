"""Riverbend Health: the invented hospital of the demonstration, and the cast that tests share with it."""
