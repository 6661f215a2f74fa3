"""What a commit changes: nothing, unless the build stamps; then the image and its tags alone.

    python3 -m unittest -v e2e.rebuild.stamp_test

Asks the real Bazel: builds a copy of this repository, as `rebuild_test` does.
"""

import collections
import tempfile
import unittest
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from e2e.rebuild.checkout import BazelError, Checkout, Circumstances
from e2e.rebuild.execution_log import read_execution_log
from e2e.rebuild.images import label_of
from e2e.rebuild.manifest import config_of, manifest_of

_APP = "e2e/queue_worker/mailer"
_REVISION = "org.opencontainers.image.revision"
_CREATED = "org.opencontainers.image.created"
_EPOCH = "1970-01-01T00:00:00Z"


class StampTest(unittest.TestCase):
    """One app, built at several commits."""

    checkout: ClassVar[Checkout]
    first: ClassVar[bytes]
    """index.json of the image, not stamped."""

    @classmethod
    def setUpClass(cls) -> None:
        """Makes the checkout, and the image as everybody builds it."""
        directory = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="stamp-")))
        cls.checkout = Checkout(directory / "here", Circumstances(umask=0o022, env={}))
        cls.addClassCleanup(cls.checkout.close)
        cls._build("1111")
        cls.first = cls._index()

    def test_another_commit_changes_nothing(self) -> None:
        """Bazel has the status, and no action of ours reads it."""
        self._build("1111")
        self.assertEqual(self._build("2222"), {})
        self.assertEqual(self._index(), self.first)
        self.assertEqual(self._annotations()[_CREATED], _EPOCH)
        self.assertNotIn(_REVISION, self._annotations())
        self.assertEqual(self._tags(), ["latest"])

    def test_a_stamped_image_says_its_commit_and_no_layer_is_made_again(self) -> None:
        """The image is another one at each commit, and the old one again without the flag."""
        for commit in ("3333", "4444"):
            ran = self._build(commit, "--stamp")
            self.assertEqual(ran, {"PyImage": 1})
            self.assertEqual(self._annotations()[_REVISION], commit)
            self.assertNotEqual(self._annotations()[_CREATED], _EPOCH)
            config = config_of(self._layout())
            self.assertEqual(config["config"]["Labels"][_REVISION], commit)
            self.assertEqual(config["created"], self._annotations()[_CREATED])
            self.assertEqual(self._tags(), ["latest", f"sha-{commit}"])
        self._build("5555")
        self.assertEqual(self._index(), self.first)

    def test_a_key_that_the_status_lacks_is_an_error(self) -> None:
        """Of a tag that needs it."""
        with self.assertRaises(BazelError) as raised:
            self._build("", "--stamp")
        self.assertIn(
            "expected keys of the workspace status, got '{STABLE_GIT_COMMIT}'",
            str(raised.exception),
        )

    @classmethod
    def _build(cls, commit: str, *flags: str) -> Mapping[str, int]:
        """Builds the image and its tags and counts the actions of ours that ran."""
        status = cls.checkout.workspace.parent / "status.sh"
        line = f"echo STABLE_GIT_COMMIT {commit}\n" if commit else ""
        status.write_text(f"#!/bin/sh\n{line}")
        status.chmod(0o755)
        log = cls.checkout.workspace.parent / "execution_log.json"
        cls.checkout.build(
            f"--workspace_status_command={status}",
            f"--execution_log_json_file={log}",
            *flags,
            *(label_of(f"{_APP}_{end}") for end in ("image_base", "remote_tags")),
        )
        return collections.Counter(spawn.mnemonic for spawn in read_execution_log(log))

    @classmethod
    def _layout(cls) -> Path:
        return cls.checkout.workspace / "bazel-bin" / f"{_APP}_image_base"

    @classmethod
    def _index(cls) -> bytes:
        return (cls._layout() / "index.json").read_bytes()

    def _annotations(self) -> dict[str, str]:
        annotations: dict[str, str] = manifest_of(self._layout())["annotations"]
        return annotations

    def _tags(self) -> list[str]:
        tags = self.checkout.workspace / "bazel-bin" / f"{_APP}_remote_tags.txt"
        return tags.read_text().splitlines()
