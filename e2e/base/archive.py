"""Gets Debian packages with the machine's apt, without touching the machine's apt.

Which archive and how to reach it is the machine's business: its sources name the archive, its
apt.conf the proxy. Lists, cache and dpkg status are private, so nothing has to be root and nothing
that is installed has a say. apt verifies the signature of the archive and the hash of each package.
"""

import dataclasses
import os
import platform
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from e2e.base.errors import DebianError

_TOOLS = ("apt-get", "apt-cache", "dpkg-deb")
_ALIASES = ("stable", "oldstable", "testing")
_LAST_LINES = 8
_KEYRINGS = Path("/usr/share/keyrings")

# Hooks are cleared because they belong to the machine: clean-up in containers deletes downloads.
_CONFIGURATION = """\
Dir::State "{work}/state";
Dir::State::status "{work}/status";
Dir::Cache "{work}/cache";
Dir::Etc::SourceList "{work}/sources.list";
Dir::Etc::SourceParts "/dev/null";
APT::Architecture "{architecture}";
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Retries "2";
#clear APT::Architectures;
APT::Architectures {{ "{architecture}"; }};
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Post-Invoke;
"""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Where packages come from: one component of one suite of one archive."""

    uri: str
    suite: str
    keyring: Path | None
    """Only these keys may sign it; None leaves it to /etc/apt/trusted.gpg.d."""

    def line(self) -> str:
        """Returns the line for a sources.list(5)."""
        options = f"[signed-by={self.keyring}] " if self.keyring else ""
        return f"deb {options}{self.uri} {self.suite} main\n"


class Archive:
    """The packages of one suite."""

    def __init__(self, source: Source, *, architecture: str, work: Path) -> None:
        """Prepares private apt directories.

        Args:
            source: the suite to read.
            architecture: Debian's name of it, as in "amd64".
            work: an empty directory; everything apt writes is below it.
        """
        for directory in ("state/lists/partial", "cache/archives/partial", "packages"):
            (work / directory).mkdir(parents=True)
        (work / "status").touch()
        (work / "sources.list").write_text(source.line())
        configuration = work / "apt.conf"
        text = _CONFIGURATION.format(work=work, architecture=architecture)
        configuration.write_text(text)
        self._source = source
        self._packages = work / "packages"
        self._options = ("-q", "-c", str(configuration))

    def names(self) -> frozenset[str]:
        """Returns the names of all packages of the suite, after an update."""
        run(["apt-get", *self._options, "update"], what=f"{self._source.suite}: apt-get update")
        return frozenset(run(["apt-cache", *self._options, "pkgnames"]).split())

    def download(self, names: Iterable[str]) -> list[Path]:
        """Returns the .deb files of exactly these packages, without what they depend on."""
        command = ["apt-get", *self._options, "download", *names]
        run(command, cwd=self._packages, what=f"{self._source.suite}: apt-get download")
        return sorted(self._packages.glob("*.deb"))


def require_tools() -> None:
    """Fails early, and by name, where apt or dpkg are not there."""
    missing = [tool for tool in _TOOLS if shutil.which(tool) is None]
    if missing:
        raise DebianError(
            f"the base image is made with {', '.join(_TOOLS)}, got a PATH without {missing!r}",
            fix="Run Bazel on Debian or Ubuntu or by ./bazelw, whose root has them, "
            "or build targets that do not need this base image.",
        )


def host_source(suite: str = "") -> Source:
    """Returns the archive that this machine uses.

    Args:
        suite: what to read there; empty means the machine's own release.

    Raises:
        DebianError: the machine's apt sources do not name the archive of its release.
    """
    release = platform.freedesktop_os_release()
    codename = release.get("VERSION_CODENAME", "")
    # Without this option apt is silent about what it has not updated yet.
    output = run(["apt-get", "indextargets", "--no-release-info", "Created-By: Packages"])
    targets = [dict(_fields(stanza)) for stanza in output.split("\n\n") if stanza.strip()]
    for target in targets:
        is_release = codename and target.get("Release") in (codename, *_ALIASES)
        if is_release and target.get("Component") == "main":
            keyring = _keyring(release.get("ID", ""))
            return Source(uri=target["Repo-URI"], suite=suite or codename, keyring=keyring)
    seen = {f"{target.get('Release')} {target.get('Component')}" for target in targets}
    raise DebianError(
        f"the apt sources of this machine must name the main archive of {codename!r}, got",
        evidence=sorted(seen) or ["no sources at all"],
        fix="Add the release of /etc/os-release to /etc/apt/sources.list.d.",
    )


def host_architecture() -> str:
    """Returns Debian's name of this machine's architecture."""
    return run(["dpkg", "--print-architecture"]).strip()


def download(
    packages: Sequence[str], *, source: Source, architecture: str, work: Path
) -> list[Path]:
    """Returns the .deb files of exactly these packages.

    Args:
        packages: names; "libssl3t64|libssl3" is the first of the two that the suite has.
        source: the suite to read.
        architecture: Debian's name of it.
        work: an empty directory, in which they are.

    Raises:
        DebianError: the suite has none of the alternatives, or apt failed.
    """
    suite = Archive(source, architecture=architecture, work=work)
    return suite.download(choose(packages, available=suite.names(), suite=source.suite))


def choose(packages: Sequence[str], *, available: frozenset[str], suite: str) -> list[str]:
    """Returns one available name per package, sorted.

    Args:
        packages: names; "libssl3t64|libssl3" is the first of the two that the suite has.
        available: all names of the suite.
        suite: for the message.

    Raises:
        DebianError: the suite has none of the alternatives; all such packages are listed.
    """
    chosen = {wanted: _first(wanted, available) for wanted in packages}
    unknown = [wanted for wanted, name in chosen.items() if name is None]
    if unknown:
        raise DebianError(
            f"every package must be one of the {len(available)} of {suite!r}, got others",
            evidence=map(repr, unknown),
            fix='Correct the name in `packages`, or give alternatives as "new-name|old-name".',
        )
    return sorted({name for name in chosen.values() if name})


def run(command: Sequence[str], *, cwd: Path | None = None, what: str = "") -> str:
    """Returns the output of a program.

    Raises:
        DebianError: it failed; with the end of what it said.
    """
    # Messages are quoted, so they are English everywhere.
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise DebianError(
            f"{what or command[0]} must succeed, got exit status {done.returncode}",
            evidence=(done.stdout + done.stderr).splitlines()[-_LAST_LINES:],
            fix="If it is the network: see that `apt-get update` works on this machine. "
            "Without a network, build with another base image.",
        )
    return done.stdout


def _fields(stanza: str) -> Iterable[tuple[str, str]]:
    for line in stanza.splitlines():
        name, _, value = line.partition(": ")
        yield name, value


def _keyring(distribution: str) -> Path | None:
    found = sorted(_KEYRINGS.glob(f"{distribution}-archive-keyring.*"))
    return found[0] if found else None


def _first(wanted: str, available: frozenset[str]) -> str | None:
    return next((name for name in wanted.split("|") if name in available), None)
