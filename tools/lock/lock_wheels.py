"""Writes `py/requirements_tools.lock.json`: the wheels the tools run with, by hash.

Asks pip, with the machine's own configuration, what it would install for every Python and platform
that the tools run on:

    python3 tools/lock/lock_wheels.py
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[2]
_LOCK = _ROOT / "py" / "requirements_tools.lock.json"

COMPILED = ("markupsafe==3.0.4", "zstandard==0.25.0")
"""One wheel per Python and platform: of the page's templates, the writer's."""

ABI3 = ("deflate==0.9.0", "protobuf==7.35.1")
"""Stable ABI, one wheel per platform: the writer's, the report's."""

PURE = (
    "boolean-py==5.0",
    "certifi==2026.10.19.post1",
    "cyclonedx-python-lib==11.12.0",
    "defusedxml==0.7.1",
    "jinja2==3.1.6",
    "license-expression==30.4.4",
    "markdown-it-py==4.3.0",
    "mdurl==0.1.2",
    "packageurl-python==0.17.6",
    "packaging==26.3",
    "py-serializable==2.2.0",
    "pygments==2.21.0",
    "rich==15.0.0",
    "sortedcontainers==2.4.0",
    "typing-extensions==4.16.0",
    "urllib3==2.8.0",
)
"""The closures of reports, plans and pushes, pure Python: one wheel for all. Of certifi, images
get the bundle, and no tool anything."""

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = {
    "linux_aarch64": ("manylinux_2_28_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64"),
    "linux_x86_64": ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
    "macos_aarch64": ("macosx_12_0_arm64", "macosx_11_0_arm64"),
    "macos_x86_64": ("macosx_12_0_x86_64", "macosx_10_13_x86_64", "macosx_10_9_x86_64"),
}


def _resolve(requirement: str, python: str, platform: str) -> dict[str, str]:
    """The URL and hash of the wheel that pip takes for one requirement."""
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--no-deps"]
    command += ["--ignore-installed", "--only-binary=:all:", "--target=/nonexistent", "--report=-"]
    command += [f"--python-version={python}", *(f"--platform={p}" for p in PLATFORMS[platform])]
    done = subprocess.run([*command, requirement], check=True, capture_output=True, text=True)
    report: dict[str, Any] = json.loads(done.stdout)
    info = report["install"][0]["download_info"]
    return {"url": info["url"], "sha256": info["archive_info"]["hashes"]["sha256"]}


def _record(requirement: str, tag: str, platform: str, wheel: dict[str, str]) -> dict[str, str]:
    name, version = requirement.split("==")
    return {"name": name, "version": version, "python": tag, "platform": platform, **wheel}


def main() -> None:
    """Resolves every wheel and writes the lock, sorted."""
    wheels = [
        _record(
            requirement,
            f"cp{python.replace('.', '')}",
            platform,
            _resolve(requirement, python, platform),
        )
        for requirement in COMPILED
        for python in PYTHONS
        for platform in PLATFORMS
    ]
    wheels += [
        _record(requirement, "abi3", platform, _resolve(requirement, PYTHONS[0], platform))
        for requirement in ABI3
        for platform in PLATFORMS
    ]
    wheels += [
        _record(requirement, "py3", "any", _resolve(requirement, PYTHONS[0], "linux_x86_64"))
        for requirement in PURE
    ]
    wheels.sort(key=lambda w: (w["name"], w["python"], w["platform"]))
    _LOCK.write_text(json.dumps({"wheels": wheels}, indent=2) + "\n")
    sys.stdout.write(f"{_LOCK.relative_to(_ROOT)}: {len(wheels)} wheels\n")


if __name__ == "__main__":
    main()
