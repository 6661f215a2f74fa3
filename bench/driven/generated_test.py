"""What bench generates builds, and what it reads of a build is what ran.

    python3 -m unittest discover -v -s bench/driven -t . -p '*_test.py'

Needs Python 3.11 and what `./bazelw` needs; takes about a minute.
"""

import dataclasses
import tempfile
import unittest
from pathlib import Path
from typing import ClassVar

from bench import trace
from bench.bazel import Workspace
from bench.generated.shape import MONOREPO
from bench.generated.workspace import module_of, write_workspace
from bench.planned import BUCKET, INTERPRETER, OWN, PACKAGE, Layer, read_layers

_REPOSITORY = Path(__file__).resolve().parents[2]

_SHAPE = dataclasses.replace(
    MONOREPO, name="small", packages=20, files=2, libraries=60, images=2, budget=18
)


class GeneratedTest(unittest.TestCase):
    """A monorepo of two images."""

    workspace: ClassVar[Workspace]

    @classmethod
    def setUpClass(cls) -> None:
        """Writes it into a temporary directory, with a server of its own."""
        home = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="bench-")))
        write_workspace(home / "workspace", _SHAPE, _REPOSITORY)
        cls.workspace = Workspace(
            home / "workspace", home / "output_base", bazelw=_REPOSITORY / "bazelw", home=home
        )
        cls.addClassCleanup(cls._end, home)

    @classmethod
    def _end(cls, home: Path) -> None:
        cls.workspace.shutdown()
        for directory in home.rglob("*"):
            if directory.is_dir() and not directory.is_symlink():
                directory.chmod(0o700)

    def test_an_edit_of_a_package_is_one_image_action(self) -> None:
        """And the trace knows how long it took."""
        image = "//images/i000:i000_image_base"
        self.workspace.build(image)
        used = self._layers("i000")[1].packages
        module = module_of(self.workspace.directory, int(min(used).removeprefix("p")))
        module.write_text(module.read_text() + "# An edit\n")
        profile = self.workspace.directory / "profile.gz"
        wall = self.workspace.build(f"--profile={profile}", *trace.FLAGS, image)
        (seconds,) = trace.action_seconds(profile, "PyImage")
        self.assertGreater(seconds, 0)
        self.assertLess(seconds, wall)
        self.assertEqual(trace.action_seconds(profile, "NoSuchAction"), [])
        self.assertRegex(trace.describe(profile), r"1 PyImage [0-9.]+ s")

    def test_layers_are_of_every_kind(self) -> None:
        """The image is over its budget, so some of its packages are joined."""
        self.workspace.build("//images/i001:i001_layers")
        layers = self._layers("i001")
        self.assertEqual(layers[0].kind, INTERPRETER)
        self.assertEqual({layer.kind for layer in layers}, {INTERPRETER, PACKAGE, BUCKET, OWN})
        self.assertLessEqual(len(layers), _SHAPE.budget)
        for layer in layers:
            joined = len(layer.packages)
            self.assertEqual(joined > 1, layer.kind == BUCKET)

    def _layers(self, image: str) -> list[Layer]:
        return read_layers(self.workspace, f"images/{image}/{image}_layers")


if __name__ == "__main__":
    unittest.main()
