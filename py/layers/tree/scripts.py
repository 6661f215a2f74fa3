"""Which first line a Python script of a wheel gets.

A wheel does not know the interpreter it will run under: its scripts start with a placeholder, or
with what the tool that unpacked it put there.
"""

import posixpath

SCRIPT_DIRECTORY = "venv/bin"

_NO_INTERPRETER = b"/dev/null"
"""What rules_python gives `installer` as the interpreter of every script it unpacks."""

_SHELL_LINE = b"'''exec' "
"""Starts the second line of a script that a shell hands to the Python beside it, and that Python
takes for a string: rules_python 2 and installers whose path to Python is too long write these."""


def with_shebang(head: bytes, dest: str, shebang: bytes) -> bytes:
    """Replaces the first line of a script that asks for some Python.

    Source: https://packaging.python.org/en/latest/specifications/binary-distribution-format/

    Args:
        head: the start of a file, with its first line whole.
        dest: where the file lands: in the script directory more lines are understood, and a script
            for a shell that only looks for Python is one for Python.
        shebang: the line it shall have, without its end.

    Returns:
        The start of the file as it goes to the tar; `head` itself if the line stays.
    """
    if not head.startswith(b"#!"):
        return head
    line, newline, rest = head.partition(b"\n")
    placeholder = line.startswith(b"#!python")
    in_place = posixpath.dirname(dest) == SCRIPT_DIRECTORY
    asks = _asks_for_python(line) or rest.startswith(_SHELL_LINE)
    if placeholder or (in_place and asks):
        return shebang + newline + rest
    return head


def _asks_for_python(line: bytes) -> bool:
    words = line[2:].split()
    if not words:
        return False
    names = [posixpath.basename(word) for word in words]
    if names[0] == b"env":
        return any(name.startswith((b"python", b"pypy")) for name in names[1:])
    return words[0] == _NO_INTERPRETER or names[0].startswith((b"python", b"pypy"))
