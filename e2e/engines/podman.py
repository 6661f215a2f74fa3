"""podman and skopeo with a place of their own, also where there is no systemd."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_CONTAINERS = """\
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
netns = "host"

[engine]
cgroup_manager = "cgroupfs"
events_logger = "none"
runtime = "runc"
"""

_STORAGE = """\
[storage]
driver = "overlay"
graphroot = "{directory}/graph"
runroot = "{directory}/run"
"""

_POLICY = '{"default": [{"type": "insecureAcceptAnything"}]}'


class Podman:
    """Images and containers below one directory."""

    def __init__(self, directory: Path) -> None:
        """Writes the configuration.

        Args:
            directory: exists, and is removed by who made it.
        """
        (directory / "containers.conf").write_text(_CONTAINERS)
        (directory / "storage.conf").write_text(_STORAGE.format(directory=directory))
        (directory / "policy.json").write_text(_POLICY)
        self._directory = directory
        self._policy = str(directory / "policy.json")
        self._environment = {
            "CONTAINERS_CONF": str(directory / "containers.conf"),
            "CONTAINERS_STORAGE_CONF": str(directory / "storage.conf"),
        }

    def pull(self, layout: Path) -> str:
        """Unpacks the image `latest` of an OCI layout.

        Returns:
            Its id.
        """
        source = f"oci:{layout}:latest"
        words = ("podman", "pull", "--quiet", "--signature-policy", self._policy, source)
        return run(*words, **self._environment).strip()

    def load(self, archive: Path) -> None:
        """Unpacks the image of a `docker load` archive, under the name in it."""
        words = ("podman", "load", "--quiet", "--signature-policy", self._policy)
        run(*words, f"--input={archive}", **self._environment)

    def output(self, image: str, *options: str, args: Sequence[str] = ()) -> str:
        """Runs what an image starts, read-only, without a network, as nobody.

        Args:
            image: its id.
            *options: more of `podman run`.
            args: what it is told.

        Returns:
            What it prints.
        """
        words = ("podman", "run", "--rm", "--read-only", "--network=none", "--user=54321:54321")
        return run(*words, *options, image, *args, **self._environment)

    def start(self, image: str) -> str:
        """Starts what an image starts, as `output` does, and does not wait for its end.

        Returns:
            The id of the container.
        """
        words = ("podman", "run", "--detach", "--read-only", "--network=none")
        return run(*words, "--user=54321:54321", image, **self._environment).strip()

    def within(self, container: str, program: str) -> str:
        """Runs a program with the Python of a container that runs.

        Returns:
            What it prints.
        """
        command = (container, "/app/venv/bin/python", "-c", program)
        return run("podman", "exec", *command, **self._environment)

    def logs(self, container: str) -> str:
        """Returns what a container has printed to stdout."""
        return run("podman", "logs", container, **self._environment)

    def pull_reference(self, reference: str) -> str:
        """Pulls an image from a registry without TLS.

        Returns:
            Its id.
        """
        words = ("podman", "pull", "--quiet", "--tls-verify=false", "--signature-policy")
        source = f"docker://{reference}"
        return run(*words, self._policy, source, **self._environment).strip()

    def build(self, context: Path) -> str:
        """Builds the Containerfile of a directory, whose steps run nothing.

        Returns:
            The id of the image.
        """
        words = ("podman", "build", "--quiet", "--isolation=chroot", "--format=oci")
        return run(
            *words, "--signature-policy", self._policy, str(context), **self._environment
        ).strip()

    def save(self, image: str, archive: str) -> None:
        """Writes an image to an OCI archive."""
        words = ("podman", "save", "--quiet", "--format=oci-archive", "--output", archive)
        run(*words, "--signature-policy", self._policy, image, **self._environment)

    def remove(self, image: str) -> None:
        """Removes an image and its containers."""
        run("podman", "rmi", "--force", image, **self._environment)

    def python(self, image: str, program: str) -> str:
        """Runs a program with the image's Python, read-only, without a network, as nobody.

        Returns:
            What it prints.
        """
        words = ("podman", "run", "--rm", "--read-only", "--network=none", "--user=54321:54321")
        command = ("--entrypoint=/app/venv/bin/python", image, "-c", program)
        return run(*words, *command, **self._environment)

    def copy(self, layout: Path) -> Path:
        """Copies `latest` of an OCI layout with skopeo, for all platforms, as it is.

        Returns:
            A directory with one file per blob, by the hex of its digest, and `manifest.json`.
        """
        dest = self._directory / "copied"
        words = ("skopeo", "copy", "--policy", self._policy, "--all", "--preserve-digests")
        run(*words, f"oci:{layout}:latest", f"dir:{dest}", **self._environment)
        return dest

    def decompress(self, layout: Path, dest: Path) -> None:
        """Copies the image `latest` of an OCI layout with skopeo, which decompresses its layers.

        Args:
            layout: the directory.
            dest: gets one file per blob, by the hex of its digest.
        """
        words = ("skopeo", "copy", "--policy", self._policy, "--dest-decompress")
        run(*words, f"oci:{layout}:latest", f"dir:{dest}", **self._environment)


def run(*command: str, **environment: str) -> str:
    """Runs a command in the repository.

    Returns:
        What it prints.

    Raises:
        AssertionError: if it fails.
    """
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise AssertionError(f"{' '.join(command)}: {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout
