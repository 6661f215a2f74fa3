"""What an edit rebuilds however an image is split, and what the splits share.

    python3 -m unittest -v e2e.rebuild.splits_test

Asks the real Bazel: builds a copy of this repository, as `rebuild_test` does.
"""

import collections
import re
import tempfile
import unittest
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from e2e.rebuild.checkout import Checkout, Circumstances
from e2e.rebuild.execution_log import read_execution_log
from e2e.rebuild.images import Layer, label_of, read_layers

_HELLO = "e2e/hello_fastapi/hello-fastapi"
_ONE, _TWO, _DEPS = (f"{_HELLO}-{split}" for split in ("one-layer", "app-layer", "dep-layers"))
_APP = "e2e/hello_fastapi/main.py"
_LIBRARY = "e2e/greeting/greeting.py"


_LOCK = "e2e/requirements.lock.txt"
_BUMPED = """\
idna==3.10 \\
    --hash=sha256:946d195a0d259cbba61165e88e65941f16e9b36ea6ddb97f00452bae8b1287d3
"""


class SplitsTest(unittest.TestCase):
    """One program, four images."""

    checkout: ClassVar[Checkout]
    first: ClassVar[collections.Counter[str]]
    """What the first build ran, of the image by origin."""

    @classmethod
    def setUpClass(cls) -> None:
        """Makes the checkout."""
        directory = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="splits-")))
        cls.checkout = Checkout(directory / "here", Circumstances(umask=0o022, env={}))
        cls.addClassCleanup(cls.checkout.close)
        cls.first = cls._build(_HELLO)

    def test_a_wheel_is_made_once_for_all_splits(self) -> None:
        """Cache hits: whoever splits otherwise makes no member again."""
        self.assertGreater(self.first["PyLayerMember"], 10)
        self.assertEqual(self._build(_ONE, _TWO, _DEPS)["PyLayerMember"], 0)

    def test_app_layer_leaves_the_dependencies_when_the_app_changes(self) -> None:
        """Two layers: one of them is written, nothing is joined."""
        self._edit(_TWO, _APP, runs={"PyLayerOwn": 1}, changed=[""], kept=["dependencies"])

    def test_dep_layers_stay_when_the_app_changes(self) -> None:
        """Cached independently: the app's layer is joined again, the layers below are the same."""
        self._edit(
            _DEPS,
            _APP,
            runs={"PyLayerOwn": 1, "PyLayerBucket": 1},
            changed=["app"],
            kept=["pip_deps", "internal_libs"],
        )

    def test_a_library_changes_its_own_entry_alone(self) -> None:
        """An edit below the app: neither the wheels nor the app."""
        self._edit(
            _DEPS,
            _LIBRARY,
            runs={"PyLayerOwn": 1},
            changed=["internal_libs"],
            kept=["pip_deps", "app"],
        )

    def test_one_layer_compresses_no_wheel_again(self) -> None:
        """The whole layer is another one, but it is joined of what is there."""
        self._edit(
            _ONE,
            _APP,
            runs={"PyLayerOwn": 1, "PyLayerBucket": 1},
            changed=["everything"],
            kept=[],
        )

    def test_building_again_runs_nothing_however_it_is_split(self) -> None:
        """What people try first: build twice."""
        self._build(_HELLO, _ONE, _TWO, _DEPS)
        self.assertEqual(self._build(_HELLO, _ONE, _TWO, _DEPS), {})

    def test_the_bump_of_a_wheel_changes_its_layer_or_the_entry_that_has_it_alone(self) -> None:
        """One wheel is packed; of layers that are listed, one is joined again."""
        self._build(_HELLO, _DEPS)
        before = {image: self._layers(image) for image in (_HELLO, _DEPS)}
        lock = self.checkout.workspace / _LOCK
        text, count = re.subn(
            r"^idna==(?:.*\\\n)*.*\n", _BUMPED, lock.read_text(), flags=re.MULTILINE
        )
        self.assertEqual(count, 1)
        lock.write_text(text)
        ran = self._build(_HELLO, _DEPS)
        self.assertLessEqual(ran.pop("PyLayerCheck", 0), 2)
        self.assertEqual(ran, {"PyLayerMember": 1, "PyLayerBucket": 1, "PyImage": 2})
        changed = {
            image: [
                new.name
                for old, new in zip(before[image], self._layers(image), strict=True)
                if old.digest != new.digest
            ]
            for image in before
        }
        self.assertEqual(changed, {_HELLO: ["idna"], _DEPS: ["pip_deps"]})

    def _edit(
        self,
        image: str,
        src: str,
        *,
        runs: Mapping[str, int],
        changed: list[str],
        kept: list[str],
    ) -> None:
        """Adds a line and looks at what runs, and which layers are other ones."""
        self._build(image)
        before = self._layers(image)
        self.checkout.append(src, "# An edit.")
        ran = self._build(image)
        self.assertLessEqual(ran.pop("PyLayerCheck", 0), 1)
        self.assertEqual(ran, {**runs, "PyImage": 1})
        pairs = list(zip(before, self._layers(image), strict=True))
        self.assertEqual([new.name for old, new in pairs if old.digest != new.digest], changed)
        self.assertEqual([new.name for old, new in pairs if old.digest == new.digest], kept)

    @classmethod
    def _build(cls, *images: str) -> collections.Counter[str]:
        """Builds images and counts the actions of ours that ran."""
        log = cls.checkout.workspace.parent / "execution_log.json"
        targets = [label_of(f"{image}_image_base") for image in images]
        cls.checkout.build(f"--execution_log_json_file={log}", *targets)
        return collections.Counter(spawn.mnemonic for spawn in read_execution_log(log))

    def _layers(self, image: str) -> list[Layer]:
        """Returns what a split decides: all but the certificates, which are below each of them."""
        first, *layers = read_layers(self.checkout.workspace, f"{image}_layers.plan.json")
        self.assertEqual(first.name, "ca-certificates")
        return layers
