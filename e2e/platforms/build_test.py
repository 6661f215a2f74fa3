"""How an app for two platforms is built: in which configurations, and what ends a build.

    python3 -m unittest discover -v -s e2e/platforms -t . -p build_test.py

Drives the real Bazel from outside, in this workspace.
"""

import collections
import json
import re
import unittest
from typing import Any

from e2e.consumers.bazel import ROOT, Module
from e2e.engines.podman import run
from e2e.rebuild.action_graph import read_actions

_APP = "//e2e/platforms:hello-platforms"
_ARM64 = "--platforms=//e2e/platforms:linux_arm64"
_PLAIN = "//e2e/hello_fastapi:hello-fastapi"


def _configurations(expression: str, *flags: str) -> dict[str, set[str]]:
    """Returns the hashes of the configurations of targets, by their labels."""
    found = collections.defaultdict(set)
    for line in run("./bazelw", "cquery", *flags, expression).splitlines():
        label, configuration = line.rsplit(" ", 1)
        found[label].add(configuration.strip("()"))
    return dict(found)


def _of_app(app: str, *targets: str) -> str:
    """Returns the expression of what is an app's own in the closure of targets."""
    return f'filter("{app}", kind(rule, deps(set({" ".join(targets)}))))'


def _here(label: str, *flags: str) -> str:
    """Returns the configuration that the command line says."""
    (configuration,) = _configurations(f"config({label}, target)", *flags)[label]
    return configuration


class ConfigurationsTest(unittest.TestCase):
    """`platforms` changes `--platforms` alone, and nothing is built in more configurations."""

    def test_platforms_change_no_other_flag(self) -> None:
        """Between what is built for this machine and what is built for each platform."""
        here = _here(_APP)
        entered = _configurations(_of_app(f"{_APP}$", f"{_APP}_image"))[_APP]
        platforms = []
        for configuration in entered:
            different = _differences(here, configuration)
            self.assertEqual(different.keys(), {"platforms"})
            platforms += re.findall(r"linux_\w+", different["platforms"][1])
        self.assertEqual(sorted(platforms), ["linux_amd64", "linux_arm64"])

    def test_every_target_of_an_app_enters_the_same_configurations(self) -> None:
        """Built by themselves, layers, image and report are those of the index."""
        ends = ("_image", "_image_base", "_layers", "_layer_report")
        found = _configurations(_of_app(_APP, *(f"{_APP}{end}" for end in ends)))
        entered = found[_APP]
        self.assertEqual(len(entered), 2)
        for end in ("_image_base", "_layers"):
            self.assertEqual(found[f"{_APP}{end}"], entered, end)

    def test_what_is_built_for_one_of_the_platforms_stays(self) -> None:
        """`--platforms` on the command line decides."""
        here = _here(_APP, _ARM64)
        ends = ("_image_base", "_layers")
        found = _configurations(_of_app(_APP, *(f"{_APP}{end}" for end in ends)), _ARM64)
        self.assertEqual(found, {f"{_APP}{end}": {here} for end in ("", *ends)})

    def test_without_platforms_nothing_is_entered(self) -> None:
        """All of an app is in the configuration that the command line says."""
        here = _here(_PLAIN)
        found = _configurations(_of_app(_PLAIN, f"{_PLAIN}_image"))
        self.assertEqual(
            found, {f"{_PLAIN}{end}": {here} for end in ("", "_image", "_image_base", "_layers")}
        )

    def test_no_wheel_is_layered_twice_for_a_platform(self) -> None:
        """By whatever target of the app it is asked for."""
        targets = " ".join(f"{_APP}{end}" for end in ("_image", "_image_base", "_layers"))
        expression = f'mnemonic("PyLayerMember", deps(set({targets})))'
        answer = run("./bazelw", "aquery", "--output=jsonproto", expression)
        keys = {(action.label, action.key) for action in read_actions(answer).values()}
        counts = collections.Counter(label for label, _ in keys)
        interpreter = counts.pop("//layering:interpreter_member")
        self.assertEqual(interpreter, 2)
        # Each hub has wheels of its own.
        self.assertEqual(set(counts.values()), {1})
        self.assertEqual(len([label for label in counts if "arm64" in label]) * 2, len(counts))


class ForeignWheelsTest(unittest.TestCase):
    """Wheels of the machine in the image of another platform."""

    def test_end_the_build_and_say_what_to_do(self) -> None:
        """The package, the file and both platforms."""
        here = Module(directory=ROOT)
        done = here.try_bazel("build", "--curses=no", "//e2e/platforms:foreign_image")
        self.assertEqual(done.returncode, 1)
        for line in (
            "check //e2e/platforms:foreign_layers: expected layers that are complete, disjoint and",
            "expected native code for linux/arm64, ELF64LE AARCH64, got packages without any:",
            "/site-packages/pydantic_core/_pydantic_core.cpython-311-x86_64-linux-gnu.so",
            "ELF64LE X86_64, for linux/amd64 and not linux/arm64",
            "Take the wheels for linux/arm64: `target_platforms` of the pip hub, or a second hub",
        ):
            self.assertIn(line, done.stderr)


def _differences(first: str, second: str) -> dict[str, Any]:
    """Returns the options in which two configurations differ, with both values."""
    answer = json.loads(run("./bazelw", "config", "--output=json", first, second))
    found = {}
    for fragment in answer["fragmentsDiff"]:
        for option, values in fragment["optionsDiff"].items():
            found[option] = (values["first"], values["second"])
    return found
