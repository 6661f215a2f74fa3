"""Turns Debian packages into the files of an image: what runs, and nothing that installs.

Maintainer scripts do not run; what they would do that a program needs at run time (accounts, the
CA bundle, the links of a merged /usr) is written here.
"""

import dataclasses
import io
import subprocess
import tarfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import IO

_KEPT = ("etc", "usr/bin", "usr/lib", "usr/lib64", "usr/sbin", "usr/share/zoneinfo")
_DROPPED = (
    "etc/dpkg",
    "etc/update-motd.d",
    "usr/sbin/update-ca-certificates",  # a shell script
    "usr/share/zoneinfo/posix",  # the same zones again
    "usr/share/zoneinfo/right",  # with leap seconds
)
_DROPPED_DIRECTORY_NAMES = ("gconv",)  # CPython has codecs of its own
_CERTIFICATES = "usr/share/ca-certificates/mozilla"
_MERGED = ("bin", "lib", "lib64", "sbin")

CA_BUNDLE = "etc/ssl/certs/ca-certificates.crt"

_WRITTEN = {
    "etc/group": "root:x:0:\nnogroup:x:65534:\n",
    "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\nservices: files\n",
    "etc/passwd": "root:x:0:0:root:/root:/usr/sbin/nologin\n"
    "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n",
}
_LINKS = {
    **{name: f"usr/{name}" for name in _MERGED},
    "etc/localtime": "/usr/share/zoneinfo/Etc/UTC",
    "var/run": "/run",
}
_DIRECTORIES = {
    **{f"usr/{name}": 0o755 for name in _MERGED},
    **dict.fromkeys(("dev", "home", "proc", "run", "sys", "var/cache", "var/lib"), 0o755),
    "root": 0o700,
    "tmp": 0o1777,
    "var/tmp": 0o1777,
}


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One file, link or directory of the image; a directory has neither `data` nor `link`."""

    mode: int
    data: bytes | None = None
    link: str = ""

    def member(self, dest: str) -> tarfile.TarInfo:
        """Returns the tar header: root's, without a time."""
        info = tarfile.TarInfo(dest)
        info.mode = self.mode
        if self.link:
            info.type, info.linkname = tarfile.SYMTYPE, self.link
        elif self.data is None:
            info.type = tarfile.DIRTYPE
        else:
            info.size = len(self.data)
        return info


def entries_by_dest(packages: Iterable[Path]) -> dict[str, Entry]:
    """Returns the files of the image, without directories.

    Args:
        packages: .deb files in a fixed order; the last one wins where two have the same file.
    """
    entries: dict[str, Entry] = {}
    certificates: dict[str, bytes] = {}
    for package in packages:
        content = content_of(package, _is_read)
        entries.update({dest: entry for dest, entry in content.items() if _is_kept(dest)})
        certificates.update(_certificates(content))
    entries.update({dest: _file(text.encode()) for dest, text in _WRITTEN.items()})
    entries.update({dest: Entry(mode=0o777, link=link) for dest, link in _LINKS.items()})
    if certificates:
        entries[CA_BUNDLE] = _file(b"".join(certificates[name] for name in sorted(certificates)))
        # OpenSSL's default, without SSL_CERT_FILE
        entries["usr/lib/ssl/cert.pem"] = Entry(mode=0o777, link=f"/{CA_BUNDLE}")
    return entries


def content_of(package: Path, is_wanted: Callable[[str], bool]) -> dict[str, Entry]:
    """Returns files of one package by their dest in a merged /usr.

    Args:
        package: a .deb file.
        is_wanted: tells for a dest whether to read the file there.
    """
    command = ["dpkg-deb", "--fsys-tarfile", str(package)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        content = _members(process.stdout, is_wanted)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return content


def control_entry(control: str) -> Entry:
    """Returns what scanners read below var/lib/dpkg/status.d, as in distroless images."""
    return _file(control.encode())


def layer(entries: Mapping[str, Entry]) -> bytes:
    """Returns the tar: sorted, every directory before what is in it. Equal files, equal bytes."""
    directories = {str(parent) for dest in entries for parent in Path(dest).parents} - {"."}
    modes = dict.fromkeys(directories, 0o755) | _DIRECTORIES
    everything = {dest: Entry(mode=mode) for dest, mode in modes.items()} | dict(entries)
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for dest, entry in sorted(everything.items()):
            data = io.BytesIO(entry.data) if entry.data is not None else None
            tar.addfile(entry.member(dest), data)
    return buffer.getvalue()


def _members(stream: IO[bytes], is_wanted: Callable[[str], bool]) -> dict[str, Entry]:
    content: dict[str, Entry] = {}
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        for member in tar:
            dest = _merged(member.name)
            if not is_wanted(dest):
                continue
            if member.issym():
                content[dest] = Entry(mode=0o777, link=member.linkname)
            elif member.islnk():
                content[dest] = content[_merged(member.linkname)]
            elif (file := tar.extractfile(member)) is not None:
                content[dest] = Entry(mode=member.mode & 0o755, data=file.read())
    return content


def _merged(name: str) -> str:
    dest = name.removeprefix("./")
    return f"usr/{dest}" if dest.split("/")[0] in _MERGED and "/" in dest else dest


def _is_read(dest: str) -> bool:
    return _is_kept(dest) or dest.startswith(f"{_CERTIFICATES}/")


def _is_kept(dest: str) -> bool:
    path = PurePosixPath(dest)
    above = {str(parent) for parent in (path, *path.parents)}
    dropped = above & set(_DROPPED) or set(path.parts) & set(_DROPPED_DIRECTORY_NAMES)
    return bool(above & set(_KEPT)) and not dropped


def _certificates(content: Mapping[str, Entry]) -> dict[str, bytes]:
    """Returns the certificates of a package by dest, each with a line end at its end."""
    return {
        dest: entry.data.rstrip(b"\n") + b"\n"
        for dest, entry in content.items()
        if entry.data is not None and dest.startswith(f"{_CERTIFICATES}/")
    }


def _file(data: bytes) -> Entry:
    return Entry(mode=0o644, data=data)
