"""The programs that a wheel asks its installer to make.

Source: https://packaging.python.org/en/latest/specifications/entry-points/
"""

import keyword
import re
from collections.abc import Iterator

from layers.errors import ManifestError

SCRIPT_GROUPS = ("console_scripts", "gui_scripts")

_OBJECT = re.compile(r"\s*([\w.]+)\s*:\s*([\w.]+)\s*(?:\[[^\]]*\]\s*)?")

_TEXT = """\
import sys

from {module} import {attribute}

if __name__ == "__main__":
    sys.exit({path}())
"""


def read_entry_points(text: str, src: str) -> Iterator[tuple[str, str]]:
    """Gives name and object reference of each script, sorted by name.

    Args:
        text: of an `entry_points.txt`.
        src: where it is, for errors.

    Raises:
        ManifestError: if the text is not of that format.
    """
    import configparser  # noqa: PLC0415 - slow to import, and few wheels have scripts

    parser = configparser.RawConfigParser(delimiters=("=",), strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise ManifestError(
            f"{src}: expected entry points, got {str(error).splitlines()[0]!r}",
            fix="The wheel is broken: report it to its author, and take another version.",
        ) from None
    found = {
        name: value
        for group in SCRIPT_GROUPS
        if parser.has_section(group)
        for name, value in parser.items(group)
    }
    yield from sorted(found.items())


def script_text(name: str, value: str, src: str) -> str:
    """Returns the program of one script, without its first line.

    Args:
        name: of the script.
        value: its object reference, `module:attribute.attribute [extras]`.
        src: where it was found, for errors.

    Raises:
        ManifestError: if the reference names no function.
    """
    match = _OBJECT.fullmatch(value)
    if not match or not all(map(_is_name, f"{match[1]}.{match[2]}".split("."))):
        raise ManifestError(
            f"{src}: expected module:function for the script {name!r}, got {value!r}",
            fix="The wheel is broken: report it to its author, and take another version.",
        )
    module, path = match.groups()
    return _TEXT.format(module=module, attribute=path.split(".")[0], path=path)


def _is_name(text: str) -> bool:
    return text.isidentifier() and not keyword.iskeyword(text)
