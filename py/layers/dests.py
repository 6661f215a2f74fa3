"""What a dest may look like, and how a dest and a link relate to each other.

All of it is text: nothing here looks at a disk. Paths in an image are POSIX whatever the host is.
"""

import posixpath


def is_dest(text: str) -> bool:
    """Says whether a text is relative, normal, `/` separated and can stand in a tar.

    Backslash, space, newline and every other character are parts of a name.
    """
    if not text or "\0" in text or not is_utf8(text):
        return False
    return all(segment not in ("", ".", "..") for segment in text.split("/"))


def is_utf8(text: str) -> bool:
    """Says whether a text has no lone surrogate, which JSON can hold and UTF-8 cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def joined(link_dest: str, target: str) -> str:
    """Returns the dest a relative target leads to; it starts with `..` if it leaves the root."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(link_dest), target))


def relative(dest: str, link_dest: str) -> str:
    """Returns the target with which a link at `link_dest` leads to `dest`."""
    return posixpath.relpath(f"/{dest}", f"/{posixpath.dirname(link_dest)}")


def parents(dest: str) -> list[str]:
    """Returns the directories above a dest, the nearest first, without the root itself."""
    found = []
    end = dest.rfind("/")
    while end > 0:
        found.append(dest[:end])
        end = dest.rfind("/", 0, end)
    return found
