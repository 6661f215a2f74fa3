"""What Bazel wrote about a build: compact execution logs and build events."""
