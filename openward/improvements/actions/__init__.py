"""Every write to improvements."""
