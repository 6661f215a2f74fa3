"""`bazel run :<name>_image_push`: sends an image to a registry, and only what is not there."""
