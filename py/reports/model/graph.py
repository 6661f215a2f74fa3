"""Why a target is in an image: the graph that tests of sizes ask, too."""

from layers.graph import Graph

__all__ = ("Graph",)
