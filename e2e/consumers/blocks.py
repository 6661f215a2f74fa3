"""Code blocks of a document that are files of the repository: named in a comment above each."""

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

_BLOCK = re.compile(r"^<!-- (?P<src>\S+) -->\n```\w+\n(?P<text>.*?)```$", re.MULTILINE | re.DOTALL)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """One block."""

    src: str
    """The file it must be, relative to the repository."""

    text: str


def blocks_of(document: str) -> Iterator[Block]:
    """Yields the blocks that are files, in their order."""
    for found in _BLOCK.finditer(document):
        yield Block(src=found["src"], text=found["text"])


def with_files(document: str, repository: Path) -> str:
    """Returns a document whose blocks are what their files are."""

    def replaced(found: re.Match[str]) -> str:
        head, _, _ = found[0].partition("\n```")
        fence = found[0][len(head) + 1 :].partition("\n")[0]
        return f"{head}\n{fence}\n{(repository / found['src']).read_text()}```"

    return _BLOCK.sub(replaced, document)
