"""What an edit rebuilds, what images share, what must not change a byte, asked of the real Bazel.

    python3 -m unittest discover -v -s e2e/rebuild -t . -p '*_test.py'

Builds copies of this repository, with what is not committed, in a temporary directory: each has an
output base and a server of its own, which end with the test. Needs Python 3.11 and what `./bazelw`
needs; takes some minutes, most of them for wheels, which each copy fetches. That another user id
builds the same bytes is not tried: the root of `./bazelw` lies in the cache directory of its user.
"""

import collections
import dataclasses
import os
import tempfile
import unittest
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import ClassVar

from e2e.rebuild.action_graph import Action, read_actions
from e2e.rebuild.checkout import Checkout, Circumstances
from e2e.rebuild.execution_log import Spawn, read_execution_log
from e2e.rebuild.images import Layer, label_of, read_blobs, read_layers, read_manifest_digests

_HELLO = "e2e/hello_fastapi/hello-fastapi"
_WORKER = "e2e/two_services/worker"

_SHARED = ("PyLayerCertificates", "PyLayerMember")
_WRITES_A_LAYER = (*_SHARED, "PyLayerBucket", "PyLayerOwn")

_CERTIFICATES = "ca-certificates"

_SANDBOXED = Circumstances(
    umask=0o022,
    env={"TZ": "America/St_Johns", "LC_ALL": "C.UTF-8"},
    build=("--spawn_strategy=linux-sandbox", "--compilation_mode=fastbuild"),
)


def _elsewhere(home: Path) -> Circumstances:
    """Another home, umask, time zone, locale, compilation mode, and no sandbox."""
    machines = {
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache"),
        "XDG_CONFIG_HOME": os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config"),
    }
    return Circumstances(
        umask=0o077,
        env={"TZ": "Asia/Kolkata", "LC_ALL": "C", "HOME": str(home), **machines},
        build=("--spawn_strategy=local", "--compilation_mode=opt"),
    )


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class _Seen:
    """An image of hello-fastapi, as it was when it was looked at."""

    layers: Sequence[Layer]
    blobs: Mapping[str, str]
    index: bytes


class _Built:
    """Two checkouts with the same files, and what their first builds ran and made."""

    checkout: Checkout
    elsewhere: Checkout
    spawns: Sequence[Spawn]
    elsewhere_spawns: Future[list[Spawn]]
    first: _Seen


def setUpModule() -> None:
    """Builds both images in a sandbox, and one of them elsewhere."""
    directory = Path(unittest.enterModuleContext(tempfile.TemporaryDirectory(prefix="rebuild-")))
    _Built.checkout = Checkout(directory / "here", _SANDBOXED)
    unittest.addModuleCleanup(_Built.checkout.close)
    _Built.elsewhere = Checkout(directory / "another/place", _elsewhere(directory / "home"))
    unittest.addModuleCleanup(_Built.elsewhere.close)
    # Both at once: each waits for downloads most of the time.
    executor = unittest.enterModuleContext(ThreadPoolExecutor())
    _Built.elsewhere_spawns = executor.submit(_build, _Built.elsewhere, _HELLO)
    _Built.spawns = _build(_Built.checkout, _HELLO, _WORKER)
    _Built.first = _seen(_Built.checkout)


def _build(checkout: Checkout, *images: str) -> list[Spawn]:
    """Builds images and returns the actions of ours that ran."""
    log = checkout.workspace.parent / "execution_log.json"
    targets = [_target(image) for image in images]
    checkout.build(f"--execution_log_json_file={log}", *targets)
    return read_execution_log(log)


def _seen(checkout: Checkout) -> _Seen:
    layout = _layout(checkout, _HELLO)
    return _Seen(
        layers=_layers(checkout, _HELLO),
        blobs=read_blobs(layout),
        index=(layout / "index.json").read_bytes(),
    )


def _target(image: str) -> str:
    return label_of(f"{image}_image_base")


def _layers(checkout: Checkout, image: str) -> list[Layer]:
    return read_layers(checkout.workspace, f"{image}_layers.plan.json")


def _members(image: str) -> list[Layer]:
    """Returns the layers of an image that others can have, too."""
    layers = _layers(_Built.checkout, image)
    return [
        layer
        for layer in layers
        if layer.origin in ("interpreter", "pypi") or layer.name == _CERTIFICATES
    ]


def _layout(checkout: Checkout, image: str) -> Path:
    return checkout.workspace / "bazel-bin" / f"{image}_image_base"


class LayoutTest(unittest.TestCase):
    """An image is whole as long as nobody cleans it away."""

    def test_stays_whole_when_something_else_is_built(self) -> None:
        _Built.checkout.build("//aspects/tests/subjects:program")
        blobs = read_blobs(_layout(_Built.checkout, _HELLO))
        self.assertEqual({name: name for name in blobs}, dict(blobs))


class RebuildTest(unittest.TestCase):
    """One edit: one layer, the check, the image."""

    def test_first_build_runs_one_action_a_layer(self) -> None:
        """What the other tests count is there to be counted."""
        count = collections.Counter(spawn.mnemonic for spawn in _Built.spawns)
        layers = {*_layers(_Built.checkout, _HELLO), *_layers(_Built.checkout, _WORKER)}
        members = {*_members(_HELLO), *_members(_WORKER)}
        self.assertEqual(count["PyLayerCertificates"], 1)
        self.assertEqual(count["PyLayerMember"], len(members) - 1)
        self.assertEqual(count["PyLayerOwn"], len(layers - members))
        self.assertEqual((count["PyImage"], count["PyLayerCheck"]), (2, 2))

    def test_nothing_for_no_edit(self) -> None:
        """Everything is up to date after a build."""
        _build(_Built.checkout, _HELLO)
        self.assertEqual(_build(_Built.checkout, _HELLO), [])

    def test_one_layer_for_an_edit_of_the_app(self) -> None:
        """The main module."""
        self._edit("e2e/hello_fastapi/main.py", "# An edit.", changed="app")

    def test_one_layer_for_an_edit_of_a_library(self) -> None:
        """A module of another package of the repository."""
        self._edit("e2e/greeting/greeting.py", "# An edit.", changed="internal")

    def test_one_layer_for_an_edit_of_data(self) -> None:
        """A data file of that package."""
        self._edit("e2e/greeting/motto.txt", "and one more line", changed="internal")

    def _edit(self, src: str, line: str, *, changed: str) -> None:
        """Adds a line and looks at what runs and which layer is another one."""
        checkout = _Built.checkout
        _build(checkout, _HELLO)
        before = _layers(checkout, _HELLO)
        checkout.append(src, line)
        ran = collections.Counter(spawn.mnemonic for spawn in _build(checkout, _HELLO))
        self.assertLessEqual(ran.pop("PyLayerCheck", 0), 1)
        self.assertEqual(ran, {"PyLayerOwn": 1, "PyImage": 1})
        after = _layers(checkout, _HELLO)
        different = [new.origin for old, new in zip(before, after, strict=True) if old != new]
        self.assertEqual(different, [changed])


class SharedTest(unittest.TestCase):
    """Two images, one layer of what both have."""

    def setUp(self) -> None:
        """Finds what both images have."""
        self.hello = {layer.label: layer for layer in _members(_HELLO)}
        self.worker = {layer.label: layer for layer in _members(_WORKER)}
        self.shared = sorted(self.hello.keys() & self.worker.keys())

    def test_images_overlap(self) -> None:
        """Both have certificates, an interpreter and some wheels; each has others, too."""
        origins = collections.Counter(self.hello[label].origin for label in self.shared)
        self.assertEqual((origins["external"], origins["interpreter"]), (1, 1))
        self.assertGreater(origins["pypi"], 5)
        self.assertTrue(self.hello.keys() - self.worker.keys())
        self.assertTrue(self.worker.keys() - self.hello.keys())

    def test_members_are_one_action(self) -> None:
        """The same target, configuration, key and output."""
        hello, worker = (self._actions(image) for image in (_HELLO, _WORKER))
        for label in self.shared:
            with self.subTest(label):
                tar = self.hello[label].tar
                self.assertEqual(tar, self.worker[label].tar)
                self.assertEqual(hello[tar], worker[tar])

    def test_members_are_one_digest(self) -> None:
        """In the descriptors, and in the manifests of both images."""
        hello, worker = (
            read_manifest_digests(_layout(_Built.checkout, image)) for image in (_HELLO, _WORKER)
        )
        for label in self.shared:
            with self.subTest(label):
                self.assertEqual(self.hello[label], self.worker[label])
                self.assertEqual(hello.count(self.hello[label].digest), 1)
                self.assertEqual(worker.count(self.hello[label].digest), 1)

    def test_members_run_once(self) -> None:
        """A build of both images has run every action once."""
        ran = collections.Counter(
            spawn.label for spawn in _Built.spawns if spawn.mnemonic in _SHARED
        )
        self.assertEqual(set(ran.values()), {1})

    @staticmethod
    def _actions(image: str) -> dict[str, Action]:
        query = f'mnemonic("{"|".join(_SHARED)}", deps({_target(image)}))'
        return read_actions(_Built.checkout.aquery(query))


class DeterminismTest(unittest.TestCase):
    """The same sources in another directory and under other circumstances: the same bytes."""

    spawns: ClassVar[Sequence[Spawn]]
    made: ClassVar[_Seen]

    @classmethod
    def setUpClass(cls) -> None:
        """Waits for the other build of one image."""
        cls.spawns = _Built.elsewhere_spawns.result()
        cls.made = _seen(_Built.elsewhere)

    def test_both_ran(self) -> None:
        """No cache has answered: each layer was written twice, in a sandbox and without one."""
        tars = len(self.made.layers)
        for spawns, runner in ((_Built.spawns, "linux-sandbox"), (self.spawns, "local")):
            with self.subTest(runner):
                layers = [spawn for spawn in spawns if spawn.mnemonic in _WRITES_A_LAYER]
                self.assertGreaterEqual(len(layers), tars)
                self.assertEqual({spawn.runner for spawn in spawns}, {runner})

    def test_layers_are_equal(self) -> None:
        """Every layer, by the digest in its descriptor and by its bytes."""
        self.assertEqual(len(self.made.layers), len(_Built.first.layers))
        for here, elsewhere in zip(_Built.first.layers, self.made.layers, strict=True):
            with self.subTest(here.label, origin=here.origin):
                self.assertNotEqual(here.tar, elsewhere.tar, "the compilation mode is in the path")
                self.assertEqual(here.digest, here.content)
                self.assertEqual(dataclasses.replace(elsewhere, tar=here.tar), here)

    def test_images_are_equal(self) -> None:
        """The whole layout; every blob is named by the digest of its bytes."""
        for seen in (_Built.first, self.made):
            for name, content in seen.blobs.items():
                self.assertEqual(name, content)
        self.assertEqual(self.made.blobs, _Built.first.blobs)
        self.assertEqual(self.made.index, _Built.first.index)
