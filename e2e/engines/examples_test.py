"""podman runs the image of every example, read-only and as any user, and each answers.

    python3 -m unittest -v e2e.engines.examples_test

Needs podman, and the rights to start containers; builds the images first.
"""

import tempfile
import time
import unittest
from pathlib import Path
from typing import ClassVar

from e2e.engines.podman import ROOT, Podman, run
from e2e.rebuild.images import label_of

_HELLO = "e2e/hello_fastapi/hello-fastapi"
_SPLITS = ("", "-one-layer", "-app-layer", "-dep-layers", "-dep-layers-first")
_JOB = "e2e/two_services/worker"
_QUEUE = "e2e/queue_worker/mailer"
_SCRIPT = "e2e/console_script/served"
_SHOP = "e2e/programs/shop"

_SECONDS = 60

_GET = """\
import time, urllib.error, urllib.request
end = time.monotonic() + {seconds}
while True:
    try:
        print(urllib.request.urlopen("http://127.0.0.1:8000{path}").read().decode())
        break
    except urllib.error.URLError as error:
        if not isinstance(error.reason, ConnectionError) or time.monotonic() > end:
            raise
    time.sleep(0.1)
"""


class ExamplesTest(unittest.TestCase):
    """From the layouts as Bazel leaves them."""

    _podman: ClassVar[Podman]

    @classmethod
    def setUpClass(cls) -> None:
        """Builds all images and gives podman a place of its own."""
        directory = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="examples-")))
        cls._podman = Podman(directory)
        apps = [*(f"{_HELLO}{split}" for split in _SPLITS), _JOB, _QUEUE, _SCRIPT, _SHOP]
        labels = [label_of(f"{app}_image_base") for app in apps]
        run("./bazelw", "build", "--output_groups=+blobs", *labels)

    def test_a_service_answers_however_it_is_split(self) -> None:
        """The four splits, and `dep_layers` before the rest by origin."""
        for split in _SPLITS:
            with self.subTest(split=split):
                self.assertIn("Hello, world!", self._answer(f"{_HELLO}{split}", "/hello/world"))

    def test_a_console_script_answers(self) -> None:
        """What starts is a wheel's own program."""
        said = self._answer(_SCRIPT, "/world")
        self.assertEqual(said, "Hello, world! one layer, one reason\n")

    def test_a_second_service_does_its_job(self) -> None:
        """And ends."""
        self.assertTrue(self._podman.output(self._pulled(_JOB)).endswith("OK\n"))

    def test_a_worker_without_a_server_works(self) -> None:
        """Until it is removed."""
        container = self._podman.start(self._pulled(_QUEUE))
        end = time.monotonic() + _SECONDS
        while "letters 3: Hello, reader!" not in self._podman.logs(container):
            self.assertLess(time.monotonic(), end)
            time.sleep(0.1)

    def test_both_programs_of_one_image_run(self) -> None:
        """The one that it starts, and the one that is named."""
        image = self._pulled(_SHOP)
        self.assertIn("Hello, customer!", self._podman.output(image))
        said = self._podman.output(image, "--entrypoint=/app/bin/migrate", args=["--to=2"])
        self.assertIn("a table of orders", said)

    def _pulled(self, app: str) -> str:
        image = self._podman.pull(ROOT / "bazel-bin" / f"{app}_image_base")
        self.addCleanup(self._podman.remove, image)
        return image

    def _answer(self, app: str, path: str) -> str:
        """Returns what a service says to one who asks from within its container."""
        container = self._podman.start(self._pulled(app))
        return self._podman.within(container, _GET.format(path=path, seconds=_SECONDS))
