"""A program of this machine starts in a build for another one: from the runfiles of a test."""

import json
import os
import platform
import subprocess


def test_it_runs_here() -> None:
    said = subprocess.check_output([os.environ["TOLD"], "--tag=x"], text=True)

    assert json.loads(said) == {
        "arguments": ["--tag=x"],
        "data": "not a program",
        "machine": platform.machine(),
    }
