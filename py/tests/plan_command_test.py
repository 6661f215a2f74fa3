"""What the command refuses before it asks Bazel; with the real Bazel: e2e/rebuild."""

import argparse
import json
from pathlib import Path

import pytest
from layers.errors import LayersError
from plan import make_command
from plan.__main__ import main
from plan.bazel import Bazel, files_of
from plan.errors import BazelError
from plan.layer_plan import LayerPlan
from plan.measuring import Image, Measured
from plan.package_splits import splits_of
from plan.result import Result, print_result
from plan.savings import Savings, savings
from plan.snapshots import Package
from plan_fixtures import changed, snapshot

Capture = pytest.CaptureFixture[str]


@pytest.fixture(name="workspace")
def _workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BUILD_WORKSPACE_DIRECTORY", str(tmp_path))
    monkeypatch.delenv("BUILD_WORKING_DIRECTORY", raising=False)
    monkeypatch.setenv("BAZEL", str(tmp_path / "no-bazel"))
    return tmp_path


def _refused(capsys: Capture, *argv: str) -> str:
    assert main(list(argv)) == 2
    return capsys.readouterr().err


@pytest.mark.parametrize("budget", ["6", "128", "0", "-1"])
def test_a_budget_that_no_image_can_have(workspace: Path, capsys: Capture, budget: str) -> None:
    assert workspace.exists()
    text = (
        f"plan: error: --budget: expected a number from 7 to 127, got {budget}.\n"
        "Give the `budget` of your `py_layers`; 60 is their default.\n"
    )
    assert _refused(capsys, "--from", "//...", "--budget", budget) == text
    assert _refused(capsys, "replay", str(workspace), "--budget", budget) == text


def test_a_size_below_zero(workspace: Path, capsys: Capture) -> None:
    assert workspace.exists()
    assert _refused(capsys, "--from", "//...", "--max-layer-bytes", "-1") == (
        "plan: error: --max-layer-bytes: expected a number of bytes, got -1.\n"
        "Leave it out for no limit.\n"
    )


@pytest.mark.parametrize(
    ("argv", "text"),
    [
        ([], "the following arguments are required: --from"),
        (["--from", "//...", "--buget", "3"], "unrecognized arguments: --buget 3"),
        (["--from", "//...", "--budget", "many"], "argument --budget: invalid int value: 'many'"),
        (["replay"], "the following arguments are required: DIR"),
    ],
)
def test_arguments_that_there_are_not(capsys: Capture, argv: list[str], text: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main(argv)
    assert caught.value.code == 2
    assert text in capsys.readouterr().err


def test_help_names_every_option(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    assert caught.value.code == 0
    text = capsys.readouterr().out
    for word in ("--from", "--lock", "--out", "--budget", "--max-layer-bytes", "--anew", "--json"):
        assert word in text


def test_it_is_started_by_bazel(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.delenv("BUILD_WORKSPACE_DIRECTORY", raising=False)
    assert _refused(capsys, "--from", "//...") == (
        "plan: error: plan: expected to be started by `bazel run`, "
        "got no BUILD_WORKSPACE_DIRECTORY.\n"
        "Run it in your workspace: bazel run @rules_py_layers//py:plan -- --from //...\n"
    )


def test_a_file_that_is_no_plan_is_left_alone(workspace: Path, capsys: Capture) -> None:
    (workspace / "BUILD.bazel").write_text("py_binary()\n")
    error = _refused(capsys, "--from", "//...", "--out", "BUILD.bazel")
    assert error.startswith(f"plan: error: {workspace}/BUILD.bazel: expected a plan file")
    assert (workspace / "BUILD.bazel").read_text() == "py_binary()\n"


def test_the_lock_is_read_before_anything_is_built(workspace: Path, capsys: Capture) -> None:
    error = _refused(capsys, "--from", "//...", "--lock", "lock.txt")
    assert f"plan: error: {workspace}/lock.txt: expected a lock file, got" in error


def test_a_bazel_that_is_not_there(workspace: Path, capsys: Capture) -> None:
    assert _refused(capsys, "--from", "//...") == (
        f"plan: error: {workspace}/no-bazel: expected the Bazel of this workspace, "
        "got 'No such file or directory'.\nSet BAZEL to the program that you run.\n"
    )
    assert not (workspace / "layers.plan.bzl").exists()


def test_a_bazel_that_fails(workspace: Path) -> None:
    with pytest.raises(BazelError) as caught:
        Bazel(workspace, {"BAZEL": "/bin/false"}).query("//...")
    assert str(caught.value).startswith("/bin/false query: expected exit code 0, got 1.\n")
    assert str(caught.value).endswith("\nBazel has said above what is wrong.")


def test_files_of_a_build_by_label_and_group() -> None:
    """Sets of files hold sets; a target that failed made none."""
    events = [
        {"id": {"started": {}}, "started": {}},
        {
            "id": {"namedSet": {"id": "0"}},
            "namedSetOfFiles": {"files": [{"uri": "file:///out/a%20b.json"}]},
        },
        {
            "id": {"namedSet": {"id": "1"}},
            "namedSetOfFiles": {
                "files": [{"uri": "file:///out/c.json"}],
                "fileSets": [{"id": "0"}],
            },
        },
        {
            "id": {"targetCompleted": {"label": "//:x"}},
            "completed": {
                "success": True,
                "outputGroup": [
                    {"name": "members", "fileSets": [{"id": "1"}, {"id": "0"}]},
                    {"name": "fixed"},
                ],
            },
        },
        {"id": {"targetCompleted": {"label": "//:y"}}, "completed": {}},
    ]
    text = "".join(json.dumps(event) + "\n" for event in events)
    files = {"members": [Path("/out/a b.json"), Path("/out/c.json")], "fixed": []}
    assert files_of(text) == {"//:x": files}


def _measured(packages: dict[str, Package], *images: list[str]) -> Measured:
    found = [
        Image(label=f"//:{number}", packages=names, others=100)
        for number, names in enumerate(images)
    ]
    return Measured(images=found, packages=packages, listings={})


def test_parts_that_leave_no_room_are_refused() -> None:
    plan = LayerPlan(buckets=1, splits={"torch": ["a", "b", "c"]})
    measured = _measured(snapshot(torch=9, six=1), ["six", "torch"])
    with pytest.raises(LayersError) as caught:
        make_command._check_fits(plan, measured, 10)
    assert str(caught.value) == (
        "//:0: expected --budget to be at least 11, got 10.\n"
        "  torch: 4 layers\n"
        "Raise it, or split fewer packages: raise --max-layer-bytes."
    )
    make_command._check_fits(plan, measured, 11)


def test_a_plan_knows_the_packages_of_the_lock_that_no_image_has() -> None:
    options = argparse.Namespace(budget=60, max_layer_bytes=0, anew=False)
    measured = _measured(snapshot(six=7, own=3), ["six", "own"])
    locks = make_command.Locks(versions=[{"six": "1", "unused": "2"}], skipped=[])
    result = make_command._planned(options, measured, (locks, ["a note"]), None)
    assert result.plan.weights == {"own": 3, "six": 7, "unused": 0}
    assert result.notes == [
        "a note",
        "in images and in no lock, give theirs with --lock as well: own",
    ]


def test_no_limit_splits_nothing() -> None:
    assert splits_of(_measured(snapshot(six=7), ["six"]), 0) == {}


FIRST = snapshot(numpy=1000, six=10)
HISTORY = [FIRST, changed(FIRST, "six"), changed(changed(FIRST, "six"), "six", "numpy")]


def _savings(history: list[dict[str, Package]]) -> Savings:
    joined = LayerPlan(buckets=1, groups={"all": ["numpy", "six"]})
    return savings(
        history,
        {"old plan": joined, "new plan": LayerPlan(buckets=1)},
        [Image(label="//:x", packages=["numpy", "six"], others=5000)],
        budget=60,
        known_heavy=(),
    )


def test_savings_are_replayed() -> None:
    saved = _savings(HISTORY)
    assert saved.updates == 2
    assert {cost.strategy: cost.bytes_per_update for cost in saved.costs} == {
        "one layer": 6010,
        "two layers": 1010,
        "largest alone (apko)": 510,
        "old plan": 1010,
        "new plan": 510,
        "one per package": 510,
    }
    assert saved.moved == 1010


def test_savings_without_a_history_are_expected_ones() -> None:
    saved = _savings([FIRST])
    found = {cost.strategy: cost.ratio for cost in saved.costs}
    assert saved.updates == 0
    assert found["new plan"] == 1
    assert found["old plan"] == found["two layers"] == pytest.approx(1.95)


def _result(history: list[dict[str, Package]]) -> Result:
    plan = LayerPlan(
        buckets=8, groups={"a": ["six", "numpy"]}, weights={"numpy": 1, "six": 1, "x": 0}
    )
    image = Image(label="//:x", packages=["numpy", "six"], others=5000)
    return Result(plan=plan, images=[image], savings=_savings(history), notes=["a note"])


def test_what_is_printed_where_nobody_watches(capsys: Capture) -> None:
    print_result(_result(HISTORY), "layers.plan.bzl", as_json=False)
    assert (
        capsys.readouterr().out
        == """\
Pulled per update of the lock, 2 updates replayed
layers                 bytes  one per package = 1
one layer             6.0 kB                11.78
two layers            1.0 kB                 1.98
largest alone (apko)   510 B                 1.00
old plan              1.0 kB                 1.98
new plan               510 B                 1.00
one per package        510 B                 1.00
2 packages in 1 image: 2 in 1 group, 0 split, 0 alone
the new plan was made from these updates: those to come may cost more
moving to the new plan pulls 1.0 kB once
a note
wrote layers.plan.bzl
"""
    )


def test_what_is_printed_without_a_history(capsys: Capture) -> None:
    print_result(_result([FIRST]), "layers.plan.bzl", as_json=False)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Pulled per update of the lock, if all packages change as often"
    assert "the new plan was made from these updates: those to come may cost more" not in lines


def test_json_has_plan_and_costs(capsys: Capture) -> None:
    print_result(_result(HISTORY), "layers.plan.bzl", as_json=True)
    value = json.loads(capsys.readouterr().out)
    assert sorted(value) == ["costs", "images", "moved_bytes", "notes", "out", "plan", "updates"]
    assert value["plan"]["groups"] == {"a": ["six", "numpy"]}
    assert value["costs"][0] == {
        "strategy": "one layer",
        "bytes_per_update": 6010,
        "ratio": 6010 / 510,
    }
