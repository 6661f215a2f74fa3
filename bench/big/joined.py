"""Writes the layers of some origins as one: joins their manifests and calls the writer."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from layers.layer import run

_OPTIONS = ("--manifest", "--tar", "--descriptor", "--listing")


def joined(manifests: Sequence[str], origins: Sequence[str]) -> str:
    """Returns one manifest of those whose layer has one of these origins.

    Args:
        manifests: texts, in the order of the layers.
        origins: of the layers that are taken.
    """
    components: list[Any] = []
    entries = []
    shape: dict[str, Any] = {}
    for text in manifests:
        first, *rest = text.splitlines()
        header = json.loads(first)
        if header["layer"]["origin"] not in origins:
            continue
        shape |= {name: header[name] for name in header if name not in ("layer", "components")}
        for line in rest:
            entry = json.loads(line)
            entries.append(entry | {"component": entry.get("component", 0) + len(components)})
        components += header.get("components") or [header["layer"]]
    layer = {"origin": origins[0], "name": "-".join(origins)}
    lines = [shape | {"layer": layer, "components": components}, *entries]
    return "".join(f"{json.dumps(line)}\n" for line in lines)


def main(argv: Sequence[str]) -> None:
    """Takes `--origins A,B`, the names of the writer's options, their values, and the manifests."""
    values = argv[2 + len(_OPTIONS) :]
    options = dict(zip(_OPTIONS, values[: len(_OPTIONS)], strict=True))
    sources = [Path(src).read_text(encoding="utf-8") for src in values[len(_OPTIONS) :]]
    text = joined(sources, argv[1].split(","))
    Path(options["--manifest"]).write_text(text, encoding="utf-8")
    run([word for pair in options.items() for word in pair] + ["--compression", "zstd"])


if __name__ == "__main__":
    main(sys.argv[1:])
