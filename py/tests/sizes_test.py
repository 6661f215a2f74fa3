"""How large layers may be: what counts, and what is said of what is larger."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from bucket_fixtures import BUCKET, join, member, planned
from layer_fixtures import header, put, write, write_manifest
from layers.__main__ import main

TORCH = os.urandom(30_000)
"""Random, so that it is as large compressed."""

APP = {"origin": "app", "name": "//svc:svc", "label": "//svc:svc"}


@pytest.fixture(autouse=True)
def _layers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An image with a heavy package alone, two in a bucket, and an app."""
    monkeypatch.chdir(tmp_path)
    member("torch", **{"lib/libtorch.so": TORCH, "lib/small.so": b"s" * 1_000})
    for name in "ab":
        member(name, **{f"{name}.dat": name.encode() * 5_000})
    join(planned("a"), planned("b"), out="bucket")
    write(header(APP), {"dest": "svc.py", "src": put("svc.py")}, compression="zstd", out="app")


def _judged(*limits: tuple[str, int], targets: str = "", **fields: Any) -> str:
    layers = [planned("torch"), planned("bucket", layer=BUCKET), planned("app", layer=APP)]
    plan = {"schema_version": 1, "label": "//svc:layers", "root": "app", "layers": layers}
    plan["binary"] = "//svc:svc"
    request = {
        "schema_version": 1,
        "label": "//svc:size_test",
        "limits": [{"name": name, "max_bytes": most} for name, most in limits],
        "members": [planned("torch"), planned("a"), planned("b")],
        **fields,
    }
    words = ["--plan", write_manifest(plan, at="plan.json")]
    words += ["--limits", write_manifest(request, at="limits.json"), "--out", "out.txt"]
    words += ["--targets", targets] if targets else []
    assert main(["sizes", *words]) == 0
    return Path("out.txt").read_text()


def _subjects(said: str) -> list[str]:
    return re.findall(r" in (.+), got ", said)


def _descriptor(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(f"{name}.json").read_text())
    return found


def test_a_package_that_is_too_large() -> None:
    assert _judged(("torch", 20_000)) == (
        "//svc:size_test: expected at most 20,000 bytes of files in torch, got 31,019.\n"
        "  5 files and links, 31,019 bytes, the largest:\n"
        "    30,000  app/lib/libtorch.so\n"
        "     1,000  app/lib/small.so\n"
        "        14  app/shared/ns/__init__.py\n"
        "         5  app/shared/ns/torch.py\n"
        "Drop what is large from torch, or raise `max_layer_bytes['torch']` of //svc:size_test to "
        "31019 or more.\n"
    )


def test_how_it_comes_into_the_image() -> None:
    """A target, not the image as a whole, which has no way to it."""
    deps = {"//svc:svc": ["//lib:lib"], "//lib:lib": ["@pypi//torch:pkg", "@pypi//a:pkg"]}
    lines = [json.dumps({"label": label, "deps": named}) for label, named in deps.items()]
    Path("targets.jsonl").write_text("\n".join([*lines, ""]))

    said = _judged(("torch", 1), ("pypi", 1), targets="targets.jsonl")

    chain = "  //svc:svc → //lib:lib → @pypi//torch:pkg\nDrop what is large from torch, or"
    assert chain in said
    assert said.count("→") == 2


def test_what_is_pulled_is_the_compressed_layer() -> None:
    size = _descriptor("torch")["size"]

    assert _judged(("torch", size), compressed=True) == ""
    assert _judged(("torch", size - 1), compressed=True).startswith(
        f"//svc:size_test: expected at most {size - 1:,} bytes compressed in torch, got {size:,}.\n"
    )


def test_a_package_that_shares_a_layer() -> None:
    """Its member is no layer of this image, and tells its size all the same."""
    size = _descriptor("a")["size"]

    assert _judged(("a", size), compressed=True) == ""
    assert f"in a, got {size:,}.\n" in _judged(("a", size - 1), compressed=True)
    assert "5,000  app/a.dat" in _judged(("a", 1))


@pytest.mark.parametrize("name", ["bucket-1", "pypi", "//svc:svc", "@pypi//a:pkg"])
def test_names(name: str) -> None:
    files = {"bucket-1": ("bucket",), "pypi": ("torch", "bucket"), "//svc:svc": ("app",)}
    size = sum(_descriptor(one)["content_size"] for one in files.get(name, ("a",)))

    assert _judged((name, size)) == ""
    assert f" in {name}, got {size:,}.\n" in _judged((name, size - 1))


def test_the_whole_image() -> None:
    size = sum(_descriptor(name)["content_size"] for name in ("torch", "bucket", "app"))

    assert _judged(max_bytes=size) == ""
    said = _judged(max_bytes=size - 1)
    assert said.startswith(
        f"//svc:size_test: expected at most {size - 1:,} bytes of files in the image, got {size:,}."
    )
    assert said.endswith(f"or raise `max_bytes` of //svc:size_test to {size} or more.\n")


def test_every_layer_alone() -> None:
    size = _descriptor("bucket")["content_size"]

    said = _judged(("*", size - 1))

    assert _subjects(said) == [
        "torch",
        "bucket-1",
    ]
    assert "raise `max_layer_bytes['*']`" in said
    assert _judged(("*", 31_019)) == ""


def test_a_name_that_the_image_does_not_have() -> None:
    assert _judged(("torhc", 1)) == (
        "//svc:size_test: expected an origin, a package or a layer of the image in "
        "`max_layer_bytes`, got 'torhc'.\n"
        "  origins: interpreter, pypi, links, external, internal, app\n"
        "  packages and layers: //svc:svc, a, b, bucket-1, torch\n"
        "  every layer alone: *\n"
        "Name one of these, or drop the limit: the image does not hold that.\n"
    )


def test_an_origin_without_layers_is_no_error() -> None:
    assert _judged(("external", 1)) == ""


def test_all_limits_are_told_at_once() -> None:
    said = _judged(("app", 1), ("torch", 1), max_bytes=1)

    assert _subjects(said) == [
        "the image",
        "app",
        "torch",
    ]


def test_a_descriptor_that_is_none_fails_the_test_and_not_the_action() -> None:
    Path("torch.json").write_text("{")

    assert _judged(max_bytes=1).startswith("torch.json: expected one JSON object, got '{'.")
