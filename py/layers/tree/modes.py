"""The mode of a file, from its first bytes and its place.

Never `stat`: Bazel makes outputs read-only, and remote execution makes every input executable.
"""

import posixpath

from layers.tree.natives import ELF_MAGIC
from layers.tree.scripts import SCRIPT_DIRECTORY

EXECUTABLE_MODE = 0o755
FILE_MODE = 0o644
DIRECTORY_MODE = 0o755
LINK_MODE = 0o777


def mode_of(dest: str, head: bytes, *, executable: bool) -> int:
    """Returns the permission bits of a file.

    Args:
        dest: relative to the root.
        head: at least the first four bytes, where there are so many.
        executable: the layout says that it starts a program.
    """
    if executable or head.startswith((b"#!", ELF_MAGIC)):
        return EXECUTABLE_MODE
    return EXECUTABLE_MODE if posixpath.dirname(dest) == SCRIPT_DIRECTORY else FILE_MODE
