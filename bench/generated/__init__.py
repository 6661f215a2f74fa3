"""Writes Bazel workspaces of any size, for what real packages are too few or too slow to show."""
