"""Sets up a Bazel on a machine that reaches its Debian mirror and PyPI alone, and runs it."""
