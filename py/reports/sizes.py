"""How many bytes, for people: as the report's own text has them."""

from layers.human_size import human_size

__all__ = ("human_size",)
