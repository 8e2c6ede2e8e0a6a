"""Django's PostgreSQL engine as a busy site needs it."""
