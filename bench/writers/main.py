"""A program of packages."""
