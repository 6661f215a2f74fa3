"""Images put into real engines, by the program that `bazel run` starts."""
