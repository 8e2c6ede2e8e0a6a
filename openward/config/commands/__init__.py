"""The subcommands of `openward`, one module each. What is heavy is imported when a command runs."""
