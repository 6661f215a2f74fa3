"""Reports that are made for a test: many files, and names that are out to break a page."""

import json
from pathlib import Path
from typing import Any

HOSTILE = (
    "</script><script>window.broken = 1</script>",
    "<img src=x onerror='window.broken = 1'>",
    "<!--<script>",
    "\"'`&lt;${window.broken = 1}{{ 7 * 7 }}",
    "line\u2028separator\u2029paragraph\u202eright-to-left",
    "surrogate-\udcff\udc80",
    "newline\nand\x1b[31mescape",
)


_LAYERS, _PACKAGES = 60, 100


def large_report(dest: Path, files: int) -> None:
    """Writes a report of a hundred packages in sixty layers: the last has what is left."""
    layers, contents = [], []
    last = _LAYERS - 1
    for number in range(_LAYERS):
        numbers = [number] if number < last else range(last, _PACKAGES)
        held = [f"package{n}" for n in numbers]
        layers.append(_layer("pypi", [_component(name) for name in held]))
        contents.append(
            {
                "entries": [
                    {
                        "component": n % len(held),
                        "dest": f"app/venv/site-packages/{held[n % len(held)]}/sub{n % 7}/m{n}.py",
                        "mode": 420,
                        "size": 100 + (n * 7919) % 50_000,
                        "type": "file",
                    }
                    for n in range(files // _LAYERS + (number < files % _LAYERS))
                ]
            }
        )
    _write(dest, layers, contents)


def hostile_report(dest: Path) -> None:
    """Writes a report in which every text that comes from outside is hostile."""
    component = {"origin": "app", "label": f"//:{HOSTILE[0]}", "fact": HOSTILE[1]}
    entries = [
        {"dest": f"app/{name}/{name}", "mode": 420, "size": 5000, "type": "file"}
        for name in HOSTILE
    ]
    links = [{"dest": "app/link", "mode": 511, "target": name, "type": "link"} for name in HOSTILE]
    replaced = [{"path": name, "replaced": name} for name in HOSTILE]
    duplicates = [{"dest": name, "layers": [name]} for name in HOSTILE]
    _write(
        dest,
        [_layer("app", [component])],
        [{"entries": [*entries, *links]}],
        replaced=replaced,
        duplicates=duplicates,
    )


def _component(name: str) -> dict[str, Any]:
    return {"origin": "pypi", "name": name, "version": "1.0", "label": f"@pypi//{name}"}


def _layer(origin: str, components: list[dict[str, Any]]) -> dict[str, Any]:
    named = components[0] if len(components) == 1 else {"origin": origin, "name": "bucket-1"}
    return {"schema_version": 1, "layer": named, "components": components}


def _write(
    dest: Path, layers: list[dict[str, Any]], contents: list[dict[str, Any]], **more: Any
) -> None:
    report = {
        "schema_version": 1,
        "label": "//made:up_layers",
        "binary": "//made:up",
        "budget": 60,
        "layers": layers,
        "contents": contents,
        **more,
    }
    dest.write_text(json.dumps(report))
