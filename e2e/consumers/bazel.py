"""`./bazelw` in a module: one of its own, or this one."""

import dataclasses
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_LAST_LINES = 30


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Module:
    """A folder with a MODULE.bazel."""

    directory: Path

    modules: str = ""
    """A folder of modules that no registry need have: BAZELW_MODULES of tools/airgap/README.md."""

    def bazel(
        self, command: str, *words: str, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Runs Bazel.

        Raises:
            AssertionError: it fails; with its last lines.
        """
        done = self.try_bazel(command, *words, **environment)
        if done.returncode:
            tail = "\n".join(done.stderr.splitlines()[-_LAST_LINES:])
            raise AssertionError(f"bazel {command} {' '.join(words)}: {done.returncode}\n{tail}")
        return done

    def try_bazel(
        self, command: str, *words: str, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Runs Bazel, whether it fails or not."""
        modules = {"BAZELW_MODULES": self.modules} if self.modules else {}
        return subprocess.run(
            [str(ROOT / "bazelw"), command, *words],
            cwd=self.directory,
            env={**os.environ, **modules, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def layout(self, target: str) -> Path:
        """Returns where the image of a target lies: "folder:name"."""
        return self.directory / "bazel-bin" / target.replace(":", "/")
