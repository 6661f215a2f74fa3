"""Frozen values with named fields, for a program whose whole run may be shorter than an import.

Like frozen dataclasses to those who read, and to mypy: fields are the annotations of the class,
in keyword arguments only. `dataclasses` is slow to import (`python3 -X importtime -c "import
dataclasses"`) and compiles source for each class; this does neither.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar, Self, dataclass_transform
else:

    def dataclass_transform(**_: bool) -> object:
        """Does at run time what `typing.dataclass_transform` does: nothing."""
        return lambda kind: kind


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Record:
    """Base of values that do not change. Equal if the class and all fields are equal."""

    field_types: ClassVar[dict[str, str]] = {}
    """What stands after the colon of each field, in order."""

    _defaults: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        """Takes the fields from the annotations.

        They must be text: a module with records has `from __future__ import annotations`.
        """
        cls.field_types = dict(cls.__annotations__)
        cls._defaults = {name: vars(cls)[name] for name in cls.field_types if name in vars(cls)}

    def __init__(self, **values: Any) -> None:
        """Sets every field.

        Raises:
            TypeError: if a field is unknown, or absent and without a default.
        """
        fields = {**self._defaults, **values}
        if fields.keys() != self.field_types.keys():
            wrong = sorted(fields.keys() ^ self.field_types.keys())
            raise TypeError(f"{type(self).__name__}: unknown or absent: {', '.join(wrong)}")
        vars(self).update(fields)

    @classmethod
    def of_fields(cls, fields: dict[str, Any]) -> Self:
        """Makes a record of fields known to be its own; the others are at their default."""
        record = cls.__new__(cls)
        vars(record).update(cls._defaults, **fields)
        return record

    def replace(self, **changes: Any) -> Self:
        """Returns a copy with some fields changed."""
        return type(self)(**{**vars(self), **changes})

    def __setattr__(self, name: str, value: object) -> None:
        """Refuses: a record does not change."""
        raise AttributeError(f"{type(self).__name__}.{name} cannot be set")

    def __eq__(self, other: object) -> bool:
        """Compares class and fields."""
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        """Depends on all fields."""
        return hash(tuple(map(vars(self).get, self.field_types)))

    def __repr__(self) -> str:
        """Shows the fields that are not at their default."""
        shown = (f"{k}={v!r}" for k, v in vars(self).items() if v != self._defaults.get(k))
        return f"{type(self).__name__}({', '.join(shown)})"
