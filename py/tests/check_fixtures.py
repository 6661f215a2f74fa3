"""Made-up listings, and the check run on them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from layers import check
from layers.errors import CheckError
from layers.records import (
    Component,
    ListingEntry,
    ListingHeader,
    Plan,
    PlannedLayer,
    Runfile,
    encode,
)

A = Component(origin="pypi", name="a", version="1.0", label="@pypi//a:pkg")
B = Component(origin="pypi", name="b", version="2.0", label="@pypi//b:pkg")
LINKS = Component(origin="links", name="//svc:svc", label="//svc:svc")
APP = Component(origin="app", name="//svc:svc", label="//svc:svc")


def file(dest: str, content: str = "a", **changes: Any) -> ListingEntry:
    """Returns a file; its src is below `src/`."""
    entry = ListingEntry(
        dest=dest, type="file", mode=0o644, size=1, sha256=content * 64, src=f"src/{dest}"
    )
    return entry.replace(**changes)


def native(dest: str, format: str, machine: str, **changes: Any) -> ListingEntry:  # noqa: A002
    """Returns native code."""
    return file(dest, format=format, machine=machine, **changes)


def link(dest: str, target: str) -> ListingEntry:
    """Returns a link made by the layout."""
    return ListingEntry(dest=dest, type="link", mode=0o777, target=target)


def directory(dest: str, mode: int = 0o755) -> ListingEntry:
    """Returns a directory."""
    return ListingEntry(dest=dest, type="directory", mode=mode)


class Image:
    """Layers as they are made: listings on disk, and a plan of them."""

    def __init__(self, root: str = "app", budget: int = 0) -> None:
        self.root = root
        self.budget = budget
        self.layers: list[PlannedLayer] = []

    def layer(
        self, layer: Component, *entries: ListingEntry, components: Sequence[Component] = ()
    ) -> None:
        """Adds a layer."""
        src = f"{len(self.layers)}.listing.jsonl"
        header = ListingHeader(layer=layer, root=self.root, components=tuple(components))
        Path(src).write_text("".join(map(encode, (header, *entries))))
        self.layers.append(PlannedLayer(layer=layer, listing=src))

    def check(self, *runfiles: Runfile, architecture: str = "amd64") -> dict[str, Any]:
        """Runs the check and returns what it found."""
        plan = Plan(
            schema_version=1,
            label="//svc:layers",
            binary="//svc:svc",
            root=self.root,
            layers=tuple(self.layers),
            budget=self.budget,
        )
        Path("plan.json").write_text(encode(plan))
        Path("runfiles.jsonl").write_text("".join(map(encode, runfiles)))
        check.run(
            [
                "--plan=plan.json",
                "--runfiles=runfiles.jsonl",
                "--platform-os=linux",
                f"--platform-architecture={architecture}",
                "--out=ok.json",
            ]
        )
        found: dict[str, Any] = json.loads(Path("ok.json").read_text())
        return found

    def error(self, *runfiles: Runfile, architecture: str = "amd64") -> str:
        """Runs the check, which must fail, and returns what it says."""
        with pytest.raises(CheckError) as raised:
            self.check(*runfiles, architecture=architecture)
        assert not Path("ok.json").exists()
        return str(raised.value)


def problem(text: str, count: int = 1) -> str:
    """Returns the whole text of an error with one kind of problem."""
    head = (
        "check //svc:layers: expected layers that are complete, disjoint and run on the "
        f"platform, got {count} problem{'s' * (count > 1)}.\n"
    )
    return head + text
