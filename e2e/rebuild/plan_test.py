"""The plan that the tool writes is one that Bazel takes, and that images keep to.

    python3 -m unittest discover -v -s e2e/rebuild -t . -p 'plan_test.py'

As `rebuild_test.py`, in a copy of this repository with a Bazel of its own, and here with a git
history of its own: in it the lock changed twice.
"""

import ast
import json
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import Any

from e2e.rebuild.checkout import BazelError, Checkout, Circumstances

_LOCK = "e2e/requirements.lock.txt"

_IMAGES = ("//e2e/hello_fastapi:hello-fastapi", "//e2e/two_services/...")

_BUDGET = 15
"""Below what the images have packages: 6 layers are none, 9 are left."""

_BUILD = """\
load("//layering:defs.bzl", "layer_plan", "py_layers")
load(":layers.plan.bzl", "LAYER_PLAN")

layer_plan(
    name = "plan",
    locks = ["//e2e:requirements.lock.txt"],
    plan = LAYER_PLAN,
)

layer_plan(
    name = "stale",
    buckets = 2,
    locks = ["//e2e:requirements.lock.txt"],
    tags = ["manual"],
    weights = {"gone": 1},
)

[
    py_layers(
        name = name,
        binary = binary,
        budget = %d,
        tags = ["manual"],
    )
    for name, binary in {
        "hello": "//e2e/hello_fastapi:hello-fastapi",
        "worker": "//e2e/two_services:worker",
    }.items()
]
"""


_SPLIT_BUILD = """\
load("//layering:defs.bzl", "layer_plan")
load(":layers.plan.bzl", "LAYER_PLAN")

layer_plan(
    name = "plan",
    plan = LAYER_PLAN,
)
"""


class _Made:
    """The checkout, and what the tool printed when it first wrote a plan."""

    checkout: Checkout
    first: dict[str, Any]


def setUpModule() -> None:
    """Makes a checkout whose lock has a history, and the plan of its images."""
    directory = Path(unittest.enterModuleContext(tempfile.TemporaryDirectory(prefix="plan-")))
    _Made.checkout = Checkout(directory / "here", Circumstances(umask=0o022, env={}))
    unittest.addModuleCleanup(_Made.checkout.close)
    workspace = _Made.checkout.workspace
    # The tool calls Bazel itself: by these lines it is the one of this checkout.
    (workspace / ".bazelrc.user").write_text(
        "".join(f"{line}\n" for line in _Made.checkout.bazelrc)
    )
    _commit_history(workspace)
    (workspace / "e2e/planned").mkdir()
    _Made.first = _plan("--json")
    (workspace / "e2e/planned/BUILD.bazel").write_text(_BUILD % _BUDGET)


def _commit_history(workspace: Path) -> None:
    """Commits the lock three times: `fastapi` changes, then `click` and `idna` together."""
    lock = workspace / _LOCK
    now = lock.read_text()
    _git(workspace, "init", "--quiet")
    for older in (("fastapi", "click", "idna"), ("click", "idna"), ()):
        text = now
        for name in older:
            text = text.replace(f"\n{name}==", f"\n{name}==0.")
        lock.write_text(text)
        _git(workspace, "add", "--all")
        _git(workspace, "commit", "--quiet", "--message", f"before {older}")


def _git(workspace: Path, *words: str) -> None:
    identity = ("-c", "user.name=x", "-c", "user.email=x@y")
    subprocess.run(["git", *identity, *words], cwd=workspace, check=True)


def _plan(*words: str) -> Any:
    sources = [word for image in _IMAGES for word in ("--from", image)]
    given = ("--lock", _LOCK, "--budget", str(_BUDGET), "--out", "e2e/planned/layers.plan.bzl")
    printed = _Made.checkout.run("//py:plan", *sources, *given, *words)
    return json.loads(printed) if "--json" in words else printed


def _layers(name: str) -> list[dict[str, Any]]:
    checkout = _Made.checkout
    checkout.build(f"//e2e/planned:{name}", "--//layering:plan=//e2e/planned:plan")
    plan = checkout.workspace / f"bazel-bin/e2e/planned/{name}.plan.json"
    layers: list[dict[str, Any]] = json.loads(plan.read_bytes())["layers"]
    return layers


class PlanTest(unittest.TestCase):
    """What was measured, what was written, and what Bazel makes of it."""

    def test_packages_of_both_images_are_weighed(self) -> None:
        """By their layers, and those of the lock that no image has with nothing."""
        images = _Made.first["images"]
        self.assertEqual(
            [image["label"] for image in images],
            ["//e2e/hello_fastapi:hello-fastapi_layers", "//e2e/two_services:worker_layers"],
        )
        weights = _Made.first["plan"]["weights"]
        packages = {name for image in images for name in image["packages"]}
        self.assertLessEqual({"fastapi", "pydantic-core", "setuptools"}, packages)
        self.assertEqual({name for name, weight in weights.items() if weight}, packages)
        for image in images:
            self.assertGreater(image["others"], 1_000_000)  # the interpreter alone is larger

    def test_the_history_is_replayed(self) -> None:
        """Two updates: of fastapi, of click and idna."""
        self.assertEqual(_Made.first["updates"], 2)
        costs = {cost["strategy"]: cost["bytes_per_update"] for cost in _Made.first["costs"]}
        weights = _Made.first["plan"]["weights"]
        alone = sum(weights[name] for name in ("fastapi", "click", "idna")) / 2
        self.assertEqual(costs["one per package"], alone)
        self.assertLess(costs["new plan"], costs["two layers"])
        self.assertLess(costs["two layers"], costs["one layer"])

    def test_images_keep_to_the_written_plan(self) -> None:
        """The layers that Bazel makes are those that the tool counted on."""
        groups = _Made.first["plan"]["groups"]
        self.assertTrue(groups)
        for name, image in zip(("hello", "worker"), _Made.first["images"], strict=True):
            layers = _layers(name)
            self.assertLessEqual(len(layers), _BUDGET)
            made = {layer["layer"].get("name") for layer in layers}
            for group, members in groups.items():
                present = set(members) & set(image["packages"])
                self.assertEqual(f"group-{group}" in made, len(present) > 1, group)

    def test_packages_above_a_limit_are_split_where_the_plan_says(self) -> None:
        """Each part is a layer of its own; the check of the build misses no file."""
        checkout = _Made.checkout
        source = ("--from", "//e2e/two_services:worker", "--out", "e2e/split/layers.plan.bzl")
        (checkout.workspace / "e2e/split").mkdir()
        limit = ("--max-layer-bytes", "400000", "--json")
        splits = json.loads(checkout.run("//py:plan", *source, *limit))["plan"]["splits"]
        self.assertIn("cryptography", splits)
        (checkout.workspace / "e2e/split/BUILD.bazel").write_text(_SPLIT_BUILD)
        checkout.build("//e2e/two_services:worker_layers", "--//layering:plan=//e2e/split:plan")
        plan = checkout.workspace / "bazel-bin/e2e/two_services/worker_layers.plan.json"
        layers = [planned["layer"] for planned in json.loads(plan.read_bytes())["layers"]]
        for name, boundaries in splits.items():
            parts = [layer["part"] for layer in layers if layer.get("name") == name]
            self.assertEqual(parts, list(range(1, len(boundaries) + 2)), name)

    def test_the_test_of_the_plan_passes(self) -> None:
        """The plan was made from the lock as it is."""
        _Made.checkout.test("//e2e/planned:plan_test")

    def test_the_test_of_a_stale_plan_says_what_to_run(self) -> None:
        """It names what came, what went, and the command."""
        with self.assertRaises(BazelError):
            _Made.checkout.test("//e2e/planned:stale_test")
        log = _Made.checkout.workspace / "bazel-testlogs/e2e/planned/stale_test/test.log"
        text = log.read_text()
        self.assertIn("plan: error: //e2e/planned:stale: expected the packages of its lock", text)
        self.assertIn("missing: fastapi", text)
        self.assertIn("went: gone", text)
        self.assertIn(f"-- --from //... --lock {_LOCK}", text)

    def test_the_same_again_changes_nothing(self) -> None:
        """The file is the same, and moving to it costs nothing."""
        file = _Made.checkout.workspace / "e2e/planned/layers.plan.bzl"
        before = file.read_text()
        again = _plan("--json")
        self.assertEqual(file.read_text(), before)
        self.assertEqual(again["plan"], _Made.first["plan"])
        self.assertEqual(again["moved_bytes"], 0)
        self.assertIn("old plan", [cost["strategy"] for cost in again["costs"]])
        assigned = ast.parse(before).body[-1]
        assert isinstance(assigned, ast.Assign)
        self.assertEqual(ast.literal_eval(assigned.value), again["plan"])

    def test_targets_without_images_are_named(self) -> None:
        """Nothing is written for them."""
        with self.assertRaises(BazelError) as caught:
            _Made.checkout.run("//py:plan", "--from", "//aspects/...")
        self.assertIn("plan: error: --from //aspects/...: expected images", str(caught.exception))
        self.assertFalse((_Made.checkout.workspace / "layers.plan.bzl").exists())


if __name__ == "__main__":
    unittest.main()
