"""Every write to a contribution: sending, reviewing, restricting, taking back, erasing, receiving surveys."""
