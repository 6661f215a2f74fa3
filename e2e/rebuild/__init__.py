"""Builds images with the real Bazel, from outside, and looks at what it ran and wrote."""
