"""Drives the real Bazel in small generated workspaces."""
