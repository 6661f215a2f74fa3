"""Makes members with the writer, and joins them."""

import json
from typing import Any

import pytest
from layer_fixtures import Written, header, put, write
from layers.__main__ import main

BLANK = b"# a namespace\n"
"""What two members both have, at one dest."""

BUCKET = {"origin": "pypi", "name": "bucket-1"}


def wheel(name: str, **fields: Any) -> dict[str, Any]:
    """Returns the component of a wheel."""
    label = f"@pypi//{name}:pkg"
    return {"origin": "pypi", "name": name, "version": "1.0", "label": label} | fields


def member(name: str, compression: str = "zstd", **contents: bytes) -> Written:
    """Writes the layer of a wheel with a file of its own and one that all have."""
    files = {"shared/ns/__init__.py": BLANK, f"shared/ns/{name}.py": name.encode(), **contents}
    entries = [
        {"dest": dest, "src": put(f"src/{name}/{dest}", data)} for dest, data in files.items()
    ]
    links = [{"dest": f"bin/{name}", "link": f"../shared/ns/{name}.py"}]
    return write(header(wheel(name)), *entries, *links, compression=compression, out=name)


def planned(name: str, **fields: Any) -> dict[str, Any]:
    """Returns a member as a request names it."""
    files = {"tar": f"{name}.tar", "descriptor": f"{name}.json", "listing": f"{name}.jsonl"}
    return {"layer": wheel(name), **files, **fields}


def arguments(*members: dict[str, Any], compression: str = "zstd", out: str = "out") -> list[str]:
    """Returns the arguments that join `members` to `out.tar`."""
    request = {"schema_version": 1, "layer": BUCKET, "members": list(members)}
    return [
        *("bucket", "--bucket", json.dumps(request)),
        *("--tar", f"{out}.tar", "--descriptor", f"{out}.json", "--listing", f"{out}.jsonl"),
        *("--compression", compression),
    ]


def join(*members: dict[str, Any], compression: str = "zstd", out: str = "out") -> Written:
    """Joins members in this process."""
    assert main(arguments(*members, compression=compression, out=out)) == 0
    return Written(out)


def error_of(capsys: pytest.CaptureFixture[str], *members: dict[str, Any]) -> str:
    """Returns what the program says of members that it refuses."""
    assert main(arguments(*members)) == 2
    return capsys.readouterr().err.removeprefix("layers: error: ")
