"""Puts an image of a build into the container engine of this machine."""
