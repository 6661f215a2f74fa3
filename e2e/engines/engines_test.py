"""What other people's tools make of an image: skopeo reads it, podman runs it.

    python3 -m unittest discover -v -s e2e/engines -t . -p '*_test.py'

Needs skopeo and podman, and the rights to start containers; builds the image first.
"""

import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import Any, ClassVar

_ROOT = Path(__file__).resolve().parents[2]
_IMAGE = "e2e/hello_fastapi/hello-fastapi_image_base"
_TARGET = "//e2e/hello_fastapi:hello-fastapi_image_base"

_CONTAINERS = """\
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
netns = "host"

[engine]
cgroup_manager = "cgroupfs"
events_logger = "none"
runtime = "runc"
"""
"""For machines without systemd and with hybrid control groups."""

_STORAGE = """\
[storage]
driver = "overlay"
graphroot = "{directory}/graph"
runroot = "{directory}/run"
"""

_POLICY = '{"default": [{"type": "insecureAcceptAnything"}]}'

_PROGRAM = "import fastapi, json, os, sys; print(json.dumps([sys.prefix, os.getuid()]))"


def _run(*command: str, **environment: str) -> str:
    done = subprocess.run(
        command,
        cwd=_ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise AssertionError(f"{' '.join(command)}: {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout


class EnginesTest(unittest.TestCase):
    """Both forms of the image: blobs that are links, and the copy."""

    _environment: ClassVar[dict[str, str]]
    _policy: ClassVar[str]

    @classmethod
    def setUpClass(cls) -> None:
        """Builds the image and gives podman a place of its own."""
        directory = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="engines-")))
        (directory / "containers.conf").write_text(_CONTAINERS)
        (directory / "storage.conf").write_text(_STORAGE.format(directory=directory))
        (directory / "policy.json").write_text(_POLICY)
        cls._policy = str(directory / "policy.json")
        cls._environment = {
            "CONTAINERS_CONF": str(directory / "containers.conf"),
            "CONTAINERS_STORAGE_CONF": str(directory / "storage.conf"),
        }
        _run("./bazelw", "build", "--output_groups=+copy,+blobs", _TARGET)

    def test_skopeo_reads_both_forms_alike(self) -> None:
        """Name, platform and every layer."""
        linked, copied = (self._inspect(f"{_IMAGE}{end}") for end in ("", ".copy"))
        self.assertEqual(linked, copied)
        self.assertEqual(linked["Os"], "linux")
        self.assertGreater(len(linked["Layers"]), 15)

    def test_podman_runs_it_read_only_as_any_user(self) -> None:
        """From the layout as Bazel leaves it."""
        layout = f"oci:{_ROOT / 'bazel-bin' / _IMAGE}:latest"
        pull = ("podman", "pull", "--quiet", "--signature-policy", self._policy, layout)
        image = _run(*pull, **self._environment).strip()
        self.addCleanup(_run, "podman", "rmi", "--force", image, **self._environment)
        run = ("podman", "run", "--rm", "--read-only", "--network=none", "--user=54321:54321")
        words = ("--entrypoint=/app/venv/bin/python", image, "-c", _PROGRAM)
        self.assertEqual(json.loads(_run(*run, *words, **self._environment)), ["/app/venv", 54321])

    def _inspect(self, image: str) -> dict[str, Any]:
        said = _run("skopeo", "inspect", f"oci:{_ROOT / 'bazel-bin' / image}:latest")
        found: dict[str, Any] = json.loads(said)
        return found
