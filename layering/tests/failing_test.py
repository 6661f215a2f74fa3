"""Runs tests that must fail, as Bazel runs them, and reads what they say."""

import re
import subprocess
from pathlib import Path

_HERE = Path("layering/tests")


def _said(test: str) -> str:
    verdict = _HERE / f"{test}.verdict.txt"
    ran = subprocess.run(
        [_HERE / test, str(verdict)], capture_output=True, encoding="utf-8", check=False
    )
    assert ran.returncode == 1
    assert ran.stdout == ""
    return ran.stderr


def test_layers_without_a_runfile() -> None:
    assert _said("tampered") == (
        "check //layering/tests:tested_layers: expected layers that are complete, disjoint and run "
        "on the platform, got 1 problem.\n"
        "  expected a layer for every runfile, got runfiles that no layer holds:\n"
        "    _main/gone.py\n"
        "      src: gone.py\n"
        "    Put the targets that own them into the deps or data of "
        "//aspects/tests/subjects:program, or of what it depends on, so that the aspect reaches "
        "them.\n"
    )


def test_a_layer_that_is_too_large() -> None:
    first, files, *largest, fix = _said("too_large").splitlines()

    size = re.fullmatch(
        r"//layering/tests:too_large: expected at most 1,000 bytes compressed in interpreter, "
        r"got ([\d,]+)\.",
        first,
    )
    assert size
    assert re.fullmatch(r"  [\d,]+ files and links, [\d,]+ bytes, the largest:", files)
    assert len(largest) == 5
    assert re.fullmatch(r" +[\d,]+  app/python/bin/python3\.\d+", largest[0])
    number = size[1].replace(",", "")
    assert fix == (
        "Drop what is large from interpreter, or raise `max_layer_bytes['interpreter']` of "
        f"//layering/tests:too_large to {number} or more."
    )
