"""What the machine is and has: distribution, CPU, Debian mirror, room, tools."""

import os
import pathlib
import platform
import shlex
import shutil
import subprocess

from airgap import recipe
from airgap.errors import AirgapError

CPUS = ("x86_64", "aarch64")

TOOLS = {"mmdebstrap": "mmdebstrap", "bwrap": "bubblewrap"}
"""Programs and the packages that have them."""

_NOT_DEBIAN = """\
bazelw {os_release}: without a Bazel on PATH the distribution must be Debian, got ID={got!r}.
Install bazelisk as `bazel` on PATH: https://github.com/bazelbuild/bazelisk"""

_OTHER_CPU = """\
bazelw: without a Bazel on PATH the CPU must be one of {expected!r}, got {got!r}.
Install bazelisk as `bazel` on PATH: https://github.com/bazelbuild/bazelisk"""

_NO_MIRROR = """\
bazelw apt sources: a mirror with component 'main' of {codename!r} must be there, got none.
{targets}
Add the line `deb MIRROR {codename} main` to a file in /etc/apt/sources.list.d."""

_NO_ROOM = """\
bazelw {dest}: {expected} bytes must be free for the set-up, got {got}.
Free some, or set XDG_CACHE_HOME to a folder on a larger disk."""

_NO_TOOLS = """\
bazelw: {missing} must be on PATH for the set-up, got neither them nor the rights to install them.
Run: apt-get install {packages}"""

_NOT_INSTALLED = """\
bazelw {command}: must install what the set-up needs, got exit status {status}.
{evidence}
Repair the apt sources or the network of this machine, or install {packages} by other means."""


def check_kind(os_release: pathlib.Path = pathlib.Path("/etc/os-release")) -> str:
    """Checks that Debian's Bazel can run here.

    Returns:
        The code name of the machine's own Debian release.

    Raises:
        AirgapError: another distribution or CPU.
    """
    facts = _read_os_release(os_release)
    if facts.get("ID") != "debian":
        raise AirgapError(_NOT_DEBIAN.format(os_release=os_release, got=facts.get("ID", "")))
    if platform.machine() not in CPUS:
        raise AirgapError(_OTHER_CPU.format(expected=CPUS, got=platform.machine()))
    return facts.get("VERSION_CODENAME", "sid")


def _read_os_release(src: pathlib.Path) -> dict[str, str]:
    if not src.exists():
        return {}
    words = shlex.split(src.read_text(), comments=True)
    return dict(word.split("=", 1) for word in words if "=" in word)


def find_mirror(codename: str) -> str:
    """Asks apt where it takes the machine's own release from.

    Raises:
        AirgapError: apt has no source for it.
    """
    fields = "$(REPO_URI)|$(RELEASE)|$(CODENAME)|$(COMPONENT)"
    command = ["apt-get", "indextargets", "--format", fields, "Created-By: Packages"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return choose_mirror(done.stdout.splitlines(), codename)


def choose_mirror(targets: list[str], codename: str) -> str:
    """Chooses the mirror of a release among what apt lists.

    Args:
        targets: `URI|suite|code name|component`; the code name is empty or a literal
            `$(CODENAME)` as long as apt has no lists.
        codename: of the machine's own release.

    Raises:
        AirgapError: none fits.
    """
    for target in targets:
        uri, *names, component = target.split("|")
        if codename in names and component == "main":
            return uri
    for target in targets:  # sources that say `stable`, before the first `apt-get update`
        uri, suite, _, component = target.split("|")
        if suite in ("stable", "oldstable", "testing", "unstable") and component == "main":
            return uri
    listed = "\n".join(f"  {target}" for target in targets) or "  apt lists no source at all"
    raise AirgapError(_NO_MIRROR.format(codename=codename, targets=listed))


def check_room(dest: pathlib.Path) -> None:
    """Checks that the set-up fits on the disk of a folder.

    Raises:
        AirgapError: it does not.
    """
    free = shutil.disk_usage(dest).free
    if free < recipe.FREE_BYTES_NEEDED:
        expected = recipe.FREE_BYTES_NEEDED
        raise AirgapError(_NO_ROOM.format(dest=dest, expected=expected, got=free))


def provide_tools(tools: tuple[str, ...] = tuple(TOOLS)) -> None:
    """Installs the programs that are missing, where that is allowed.

    Raises:
        AirgapError: the user is not root, or apt fails.
    """
    missing = [tool for tool in tools if shutil.which(tool) is None]
    if not missing:
        return
    packages = " ".join(TOOLS[tool] for tool in missing)
    if os.geteuid() != 0:
        raise AirgapError(_NO_TOOLS.format(missing=" and ".join(missing), packages=packages))
    install = ["apt-get", "-y", "--no-install-recommends", "install", *packages.split()]
    if _run_apt(install).returncode == 0:
        return
    for command in (["apt-get", "update"], install):
        done = _run_apt(command)
    if done.returncode:
        evidence = "\n".join(f"  {line}" for line in done.stdout.splitlines()[-5:])
        raise AirgapError(
            _NOT_INSTALLED.format(
                command=shlex.join(install),
                status=done.returncode,
                evidence=evidence or "  no output",
                packages=packages,
            )
        )


def _run_apt(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
