"""Runs a policy test that must fail, as Bazel runs it, and reads what it says."""

import re
import subprocess
from pathlib import Path

_HERE = Path("layering/tests")


def test_a_package_that_is_not_allowed() -> None:
    verdict = _HERE / "not_allowed.verdict.txt"

    ran = subprocess.run(
        [_HERE / "not_allowed", str(verdict)], capture_output=True, encoding="utf-8", check=False
    )

    assert (ran.returncode, ran.stdout) == (1, "")
    first, chain, fix = ran.stderr.splitlines()
    assert re.fullmatch(
        r"//layering/tests:not_allowed: expected no package 'h\?1' in the image, "
        r"got 'h11 [\d.]+'\.",
        first,
    )
    first_step, *_, _ = chain.split(" → ")
    assert first_step == "  //layering/tests/subjects:with_wheels"
    assert fix.startswith("Drop ")
    assert " from the deps of //layering/tests/subjects:with_wheels, or take 'h?1' out of " in fix
    assert fix.endswith(
        "or take 'h?1' out of `forbidden_packages` of //layering/tests:not_allowed."
    )
