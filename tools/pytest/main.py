"""Runs pytest on files as a Bazel test wants it: JUnit XML, no cache, exit status."""

import os
import sys

import pytest

_NO_TESTS = 5
"""pytest's exit status when it collected nothing: a failure, as a test that asserts nothing."""


def main() -> int:
    """Returns pytest's exit status."""
    arguments = ["-p", "no:cacheprovider", "-q", *sys.argv[1:]]
    if "XML_OUTPUT_FILE" in os.environ:
        arguments.append(f"--junitxml={os.environ['XML_OUTPUT_FILE']}")
    if "TEST_TMPDIR" in os.environ:
        arguments.append(f"--basetemp={os.environ['TEST_TMPDIR']}/pytest")
    status = pytest.main(arguments)
    if status == _NO_TESTS:
        sys.stderr.write("pytest: expected at least one test, got none\n")
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
