"""Which of the installed interpreters a version string names."""

load(":installed.bzl", "INTERPRETERS")

visibility(["//python/extensions/..."])

_NOT_INSTALLED = """\
{symbol}: python_version must be one of {expected}, got {got}.
  Bazel runs through ./bazelw here, which has these interpreters and cannot download others
Choose one of them in MODULE.bazel, or install bazelisk to have any.
"""

def minor_version(version, symbol):
    """Returns the `X.Y` of an installed interpreter.

    Args:
        version: (str) `3.11` or `3.11.9`; the patch level is the one that is installed.
        symbol: (str) who asks, for the message.

    Returns:
        (str) a key of `INTERPRETERS`.

    Fails:
        if there is no such interpreter; the message lists those there are.
    """
    minor = ".".join(version.split(".")[:2])
    if minor not in INTERPRETERS:
        fail(_NOT_INSTALLED.format(
            expected = INTERPRETERS.keys(),
            got = repr(version),
            symbol = symbol,
        ))
    return minor

def repository_name(minor):
    """Returns the name that rules_python gives the repository of an interpreter."""
    return "python_" + minor.replace(".", "_")
