"""Makes the base image: `python3 -m e2e.base --output DIR`.

Writes DIR/layout (an OCI image layout) and DIR/packages.txt (what is in it, by version). Equal
packages give equal bytes; which versions those are is the archive's decision of the day.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from e2e.base import archive, command, filesystem
from e2e.base.layout import write_layout
from e2e.base.runtime import PYTHON_RUNTIME_PACKAGES

_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_GO_ARCHITECTURES = {"armhf": "arm", "i386": "386", "ppc64el": "ppc64le"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit status."""
    parser = command.parser("e2e.base")
    parser.add_argument(
        "--packages", nargs="+", default=PYTHON_RUNTIME_PACKAGES, metavar="NAME[|NAME]"
    )
    options = parser.parse_args(arguments)
    return command.exit_status("debian_base", lambda: _build(options))


def _build(options: argparse.Namespace) -> None:
    archive.require_tools()
    architecture = options.architecture or archive.host_architecture()
    source = archive.host_source(options.suite)
    with tempfile.TemporaryDirectory(prefix="debian_base.") as work:
        packages = archive.download(
            options.packages, source=source, architecture=architecture, work=Path(work)
        )
        versions = [_version(package) for package in packages]
        entries = filesystem.entries_by_dest(packages)
        for package in packages:
            control = _control(package)
            name = control.partition("\n")[0].removeprefix("Package: ")
            entries[f"var/lib/dpkg/status.d/{name}"] = filesystem.control_entry(control)
    trusted = [f"SSL_CERT_FILE=/{filesystem.CA_BUNDLE}"] if filesystem.CA_BUNDLE in entries else []
    write_layout(
        options.output / "layout",
        layer=filesystem.layer(entries),
        architecture=_GO_ARCHITECTURES.get(architecture, architecture),
        config={
            "Env": [f"PATH={_PATH}", *trusted],
            "Labels": {
                "org.debian.packages": " ".join(versions),
                "org.debian.suite": source.suite,
            },
        },
    )
    (options.output / "packages.txt").write_text("".join(f"{line}\n" for line in versions))


def _version(package: Path) -> str:
    """Returns "name=version"."""
    return subprocess.check_output(
        ["dpkg-deb", "--show", "--showformat=${Package}=${Version}", str(package)], text=True
    )


def _control(package: Path) -> str:
    return subprocess.check_output(["dpkg-deb", "--field", str(package)], text=True)


if __name__ == "__main__":
    sys.exit(main())
