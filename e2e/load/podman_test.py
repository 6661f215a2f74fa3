"""Images in podman: from a directory, from the script of `bazel run`, and through a socket.

    python3 -m unittest discover -v -s e2e/load -t . -p '*_test.py'

Needs the rights to start containers; builds the images.
"""

import os
import subprocess

from e2e.engines.podman import run
from e2e.load.engine_fixtures import IMPORTS, Cases
from e2e.load.engines import PodmanEngine
from e2e.load.images import TARGET, built, layers


class PodmanTest(Cases):
    """podman, by its storage."""

    engine_class = PodmanEngine
    runtime = "podman"
    home = "localhost/"
    shown_home = "localhost/"

    def check_sent(self, line: str, count: int) -> None:
        """Podman reads the layout itself: that spoiled layers went in is the proof."""
        del count
        self.assertNotIn("; sent", line)

    def test_second_load_reads_no_layer(self) -> None:
        """Of either compression; and no other name is left, such as that of a directory."""
        for compression in ("gzip", "zstd"):
            with self.subTest(compression=compression):
                self.check_loads(compression)
        self.assertFalse([name for name in self.engine.names() if "/load-" in name])

    def test_an_image_is_taken_whole(self) -> None:
        """Or the program fails."""
        self.check_whole()

    def test_as_bazel_run_starts_it(self) -> None:
        """With the image and the name that the build says, and with what the user says."""
        script = self.directory / "start"
        run("./bazelw", "run", f"--script_path={script}", TARGET)
        environment = self.engine.environment
        line = run(str(script), "--runtime=podman", "--tag=by-script", **environment)
        self.assertIn("loaded localhost/demo-hello-fastapi:by-script into podman: ", line)
        whole = "localhost/demo-hello-fastapi:by-script"
        self.assertEqual(self.engine.python(whole, IMPORTS["hello"]), "whole\n")

    def test_one_image_of_an_index(self) -> None:
        """The one of --platforms; before that, the one the user asks for."""
        platform = "//e2e/platforms:linux_arm64"
        target = "//e2e/platforms:hello-platforms_image_load"
        script = self.directory / "start-arm64"
        run("./bazelw", "run", f"--platforms={platform}", f"--script_path={script}", target)
        for words, architecture in (((), "arm64"), (("--platform=linux/amd64",), "amd64")):
            line = run(str(script), "--runtime=podman", *words, **self.engine.environment)
            self.assertIn(f"hello-platforms:latest into podman: linux/{architecture}, ", line)
            inspect = ("podman", "image", "inspect", "--format={{.Architecture}}")
            name = "localhost/demo-hello-platforms:latest"
            said = run(*inspect, name, **self.engine.environment)
            self.assertEqual(said.strip(), architecture)

    def test_a_podman_on_another_machine_gets_a_stream(self) -> None:
        """One that answers on a socket, and does not see this machine's directories."""
        socket = f"unix://{self.directory}/podman.sock"
        words = ("podman", "system", "service", "--time=0", socket)
        with (self.directory / "service.log").open("wb") as log:
            service = subprocess.Popen(
                words, env={**os.environ, **self.engine.environment}, stdout=log, stderr=log
            )
        self.addCleanup(service.wait)
        self.addCleanup(service.terminate)
        while not (self.directory / "podman.sock").exists():
            self.assertIsNone(service.poll())
        layout = built() / "zstd" / "worker"
        done = self.start(str(layout), "--repository=remote", CONTAINER_HOST=socket)
        self.assertEqual(done.returncode, 0, done.stderr)
        Cases.check_sent(self, done.stdout, len(list(layers(layout))))
        self.assertIn("localhost/remote:latest", self.engine.names())
