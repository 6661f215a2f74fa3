"""Subject of a test."""
