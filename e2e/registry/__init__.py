"""Pushes to a real registry, directly and through a proxy that makes faults."""
