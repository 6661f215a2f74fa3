"""What runs in workers, and that nobody can tell from the bytes; asked of the real Bazel.

    python3 -m unittest -v e2e.rebuild.worker_test

Builds a copy of this repository, as `rebuild_test` does.
"""

import tempfile
import unittest
from pathlib import Path
from typing import ClassVar

from e2e.rebuild.action_graph import read_actions
from e2e.rebuild.checkout import BazelError, Checkout, Circumstances
from e2e.rebuild.execution_log import Spawn, read_execution_log
from e2e.rebuild.images import read_blobs

_IMAGE = "//e2e/hello_fastapi:hello-fastapi_image_base"
_LAYOUT = "bazel-bin/e2e/hello_fastapi/hello-fastapi_image_base"

_OURS = "Py(Image|ImageBase|Layer(Certificates|Member|Bucket|Own|Check|Report))"

_WAYS = {
    "worker": ("--spawn_strategy=worker,sandboxed",),
    "sandboxed worker": ("--spawn_strategy=worker,sandboxed", "--worker_sandboxing"),
    "sandboxed multiplex worker": (
        "--spawn_strategy=worker,sandboxed",
        "--worker_sandboxing",
        "--experimental_worker_multiplex_sandboxing",
    ),
    "singleplex worker": (
        "--spawn_strategy=worker,sandboxed",
        "--modify_execution_info=Py.*=-supports-multiplex-workers",
    ),
    "linux-sandbox": ("--spawn_strategy=sandboxed",),
    "local": ("--spawn_strategy=local",),
}
"""Flags by how actions run."""

_WITH_BYTECODE = Circumstances(umask=0o022, env={}, build=("--//layering:bytecode=unchecked_hash",))
"""What a process has seen shows in bytecode first."""

_BROKEN_IMAGE = """
load("//layering:defs.bzl", "py_image")

py_image(
    name = "broken",
    layers = ":hello-fastapi_layers",
    user = "no user",
)
"""


class WorkerTest(unittest.TestCase):
    """One image, built in every way."""

    checkout: ClassVar[Checkout]

    @classmethod
    def setUpClass(cls) -> None:
        """Makes the copy."""
        directory = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="worker-")))
        cls.checkout = Checkout(directory / "here", _WITH_BYTECODE)
        cls.addClassCleanup(cls.checkout.close)

    def test_every_action_of_ours_may_run_in_a_worker(self) -> None:
        """All mnemonics that the image has, with all that Bazel asks for."""
        actions = read_actions(
            self.checkout.aquery(f'mnemonic("{_OURS}", deps({_IMAGE} + {_report()}))')
        )
        mnemonics = {action.mnemonic for action in actions.values()}
        expected = {
            "PyImage",
            "PyImageBase",
            "PyLayerCertificates",
            "PyLayerCheck",
            "PyLayerMember",
        }
        self.assertEqual(mnemonics, expected | {"PyLayerOwn", "PyLayerReport"})
        for action in actions.values():
            self.assertEqual(
                action.requirements,
                {
                    "requires-worker-protocol": "json",
                    "supports-multiplex-sandboxing": "1",
                    "supports-multiplex-workers": "1",
                    "supports-worker-cancellation": "1",
                    "supports-workers": "1",
                },
            )

    def test_bytes_do_not_depend_on_how_actions_run(self) -> None:
        """The blobs of the image, by name and content, and the index."""
        seen = {}
        for way, flags in _WAYS.items():
            self.checkout.clean()
            spawns = self._build(_IMAGE, *flags)
            with self.subTest(way):
                runner = "worker" if way.endswith("worker") else way
                self.assertEqual({spawn.runner for spawn in spawns}, {runner})
            layout = self.checkout.workspace / _LAYOUT
            seen[way] = (read_blobs(layout), (layout / "index.json").read_bytes())
        for way, found in seen.items():
            with self.subTest(way):
                self.assertEqual(found, seen["local"])

    def test_a_worker_serves_the_next_after_one_that_fails(self) -> None:
        """The same process: no log of another worker is begun."""
        flags = _WAYS["worker"]
        self._build(_IMAGE, *flags)
        self.checkout.append("e2e/hello_fastapi/BUILD.bazel", _BROKEN_IMAGE)
        error = "layers: error: image //e2e/hello_fastapi:broken: "
        with self.assertRaisesRegex(BazelError, error):
            self._build("//e2e/hello_fastapi:broken", *flags)
        logs = [log for log in self.checkout.worker_logs() if "PyImage." in log]
        self.checkout.append("e2e/hello_fastapi/main.py", "# An edit.")
        spawns = self._build(_IMAGE, *flags)
        self.assertIn("PyImage", {spawn.mnemonic for spawn in spawns})
        self.assertEqual({spawn.runner for spawn in spawns}, {"worker"})
        self.assertTrue(logs)
        self.assertEqual([x for x in self.checkout.worker_logs() if "PyImage." in x], logs)

    def _build(self, *words: str) -> list[Spawn]:
        """Returns what ran, without the making of the tool, which no tool can do."""
        log = self.checkout.workspace.parent / "execution_log.json"
        self.checkout.build(f"--execution_log_json_file={log}", *words)
        return [spawn for spawn in read_execution_log(log) if spawn.mnemonic != "PyLayerTool"]


def _report() -> str:
    return "//e2e/hello_fastapi:hello-fastapi_layer_report"
