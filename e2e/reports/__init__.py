"""The program `layers` against logs of a real Bazel and images of other builders."""
