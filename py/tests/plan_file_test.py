"""The plan file: what it looks like, and what is refused."""

import os
import stat
from pathlib import Path

import pytest
from plan.errors import PlanFileError
from plan.layer_plan import LayerPlan
from plan.plan_file import plan_text, read_plan, write_plan

PLAN = LayerPlan(
    buckets=8,
    groups={"numpy": ["numpy", "six"]},
    order=["torch"],
    max_layer_bytes=1000,
    splits={"torch": ["torch/lib", 'a"b\\c']},
    weights={"numpy": 12, "torch": 2000},
)

TEXT = '''\
"""How the packages of this repository share layers. Written by

    bazel run plan

Do not edit it: run that again.
"""

LAYER_PLAN = {
    "buckets": 8,
    "groups": {
        "numpy": [
            "numpy",
            "six",
        ],
    },
    "heavy": [],
    "max_layer_bytes": 1000,
    "order": [
        "torch",
    ],
    "splits": {
        "torch": [
            "torch/lib",
            "a\\"b\\\\c",
        ],
    },
    "weights": {
        "numpy": 12,
        "torch": 2000,
    },
}
'''


def test_the_text_is_one_item_a_line() -> None:
    assert plan_text(PLAN, "bazel run plan") == TEXT


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "layers.plan.bzl"
    write_plan(PLAN, file, command="x")
    read = read_plan(file)
    assert plan_text(read, "x") == plan_text(PLAN, "x")
    assert read.parts("torch") == 3


def test_a_plan_written_by_hand_may_leave_fields_out(tmp_path: Path) -> None:
    file = tmp_path / "layers.plan.bzl"
    file.write_text('LAYER_PLAN = {"heavy": ["torch"]}\n')
    assert list(read_plan(file).heavy) == ["torch"]


def test_the_file_is_as_readable_as_any_other(tmp_path: Path) -> None:
    file = tmp_path / "layers.plan.bzl"
    mask = os.umask(0o022)
    try:
        write_plan(PLAN, file, command="x")
        assert stat.S_IMODE(file.stat().st_mode) == 0o644
        file.chmod(0o600)
        write_plan(PLAN, file, command="x")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    finally:
        os.umask(mask)
    assert [one.name for one in tmp_path.iterdir()] == ["layers.plan.bzl"]


def test_a_directory_that_is_not_there_is_named(tmp_path: Path) -> None:
    file = tmp_path / "missing" / "layers.plan.bzl"
    with pytest.raises(PlanFileError) as caught:
        write_plan(PLAN, file, command="x")
    assert str(caught.value) == (
        f"{file}: expected a file that can be written, got 'No such file or directory'.\n"
        "Name a file in a directory of the repository with --out."
    )


@pytest.mark.parametrize(
    ("content", "evidence"),
    [
        ("", "  no line that begins with LAYER_PLAN ="),
        ("LAYER_PLAN = dict(a = 1)\n", "  malformed node or string on line 1"),
        ("LAYER_PLAN = {\n", "  '{' was never closed"),
    ],
)
def test_a_file_that_is_no_plan_is_not_taken_for_one(
    tmp_path: Path, content: str, evidence: str
) -> None:
    file = tmp_path / "some.bzl"
    file.write_text(content)
    with pytest.raises(PlanFileError) as caught:
        read_plan(file)
    first, second, third = str(caught.value).splitlines()
    assert first == (
        f"{file}: expected a plan file, LAYER_PLAN = {{…}}, got one that cannot be read."
    )
    assert second.startswith(evidence)
    assert third == "Name another file with --out, or delete this one."


@pytest.mark.parametrize(
    ("content", "evidence"),
    [
        ('{"weight": {}}', "'weight': {}"),
        ('{"buckets": "8"}', "'buckets': '8'"),
        ('{"groups": []}', "'groups': []"),
        ("[1]", "[1]"),
    ],
)
def test_fields_that_no_plan_has_are_named(tmp_path: Path, content: str, evidence: str) -> None:
    file = tmp_path / "some.bzl"
    file.write_text(f"LAYER_PLAN = {content}\n")
    with pytest.raises(PlanFileError) as caught:
        read_plan(file)
    assert str(caught.value).splitlines()[:2] == [
        f"{file}: expected the fields buckets, groups, heavy, max_layer_bytes, order, splits, "
        "weights, got others.",
        f"  {evidence}",
    ]
