"""An internal library."""
