"""What a push did with each blob, manifest and tag."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Literal

Kind = Literal["blob", "manifest", "artifact", "tag"]
"""An artifact is the manifest of what is attached to an image."""

Done = Literal["sent", "mounted", "skipped"]
DONE: tuple[Done, ...] = ("sent", "mounted", "skipped")
"""Sent: its bytes went over. Mounted: the registry took it from another repository of its own.
Skipped: it was there."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """Of one blob, manifest or tag."""

    kind: Kind
    title: str
    """For people: "pypi fastapi 0.115.0"."""

    digest: str
    size: int
    done: Done
    source: str = ""
    """The repository that it was mounted from."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """Of a whole push."""

    host: str
    repository: str
    digest: str
    """Of the image or the index: what a tag now names."""

    tags: Sequence[str]
    dry_run: bool
    outcomes: Sequence[Outcome]

    @property
    def attached(self) -> Sequence[str]:
        """Digests of the manifests of what is attached."""
        return [one.digest for one in self.outcomes if one.kind == "artifact"]

    def size(self, done: Done) -> int:
        """Returns the bytes of what has one outcome."""
        return sum(one.size for one in self.outcomes if one.done == done)

    def count(self, done: Done) -> int:
        """Returns how many have one outcome."""
        return sum(one.done == done for one in self.outcomes)

    def to_json(self) -> Mapping[str, Any]:
        """Returns the record that `--json` prints."""
        return {
            "registry": self.host,
            "repository": self.repository,
            "digest": self.digest,
            "tags": list(self.tags),
            "dry_run": self.dry_run,
            **{d: {"count": self.count(d), "bytes": self.size(d)} for d in DONE},
            "attached": self.attached,
            "parts": [dataclasses.asdict(outcome) for outcome in self.outcomes],
        }

    def lines(self) -> Sequence[str]:
        """Returns what people read at the end."""
        would = "would be " if self.dry_run else ""
        counted = [(would + done, self.count(done), self.size(done)) for done in DONE]
        words = max(len(word) for word, _, _ in counted)
        widths = [max(len(f"{row[i]:,}") for row in counted) for i in (1, 2)]
        sums = [
            f"{word.ljust(words)}  {count:>{widths[0]},}  {size:>{widths[1]},} bytes"
            for word, count, size in counted
        ]
        name = f"{self.host}/{self.repository}"
        named = [f"{name}:{tag}" for tag in self.tags] or ["no tag: name one with --tag"]
        attached = [f"{would}attached: {name}@{digest}" for digest in self.attached]
        return [*sums, f"{name}@{self.digest}", *attached, *named]
