"""What ends a measurement."""


class BenchError(Exception):
    """Something that must be there, or run, is not or does not; the text says what to do."""
