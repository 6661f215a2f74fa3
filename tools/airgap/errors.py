"""What ends bazelw before Bazel runs."""

EXIT_STATUS = 36
"""Bazel's own status for a problem of the machine it runs on.

Source: https://bazel.build/run/scripts#exit-codes
"""


class AirgapError(Exception):
    """A machine that does not have what the set-up needs; the text says what to change."""
