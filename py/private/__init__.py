"""What builds the tools; no part of them."""
