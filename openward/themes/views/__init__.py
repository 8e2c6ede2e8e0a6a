"""The pages of making sense, noun by noun."""
