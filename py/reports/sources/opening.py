"""Which kind of image a word on the command line names."""

import os
import tarfile
from pathlib import Path

from reports.errors import SourceError
from reports.model import Image
from reports.sources.layout import read_archive, read_directory
from reports.sources.report_file import read_report

_KINDS = (
    "a report: bazel-bin/<package>/<name>_layer_report.layers.json",
    "an OCI layout directory, what `py_image` makes; of several images in it: <directory>:<name>",
    "an OCI archive: podman save --format=oci-archive",
    "an image in a registry: <host>/<repository>:<tag>",
)


def open_image(source: str, *, platform: str = "", insecure: bool = False) -> Image:
    """Opens what a user named.

    Args:
        source: a report file, an OCI layout directory or archive, or a reference to a registry.
        platform: of an image for several: "linux/arm64".
        insecure: take any certificate of a registry, or none.

    Raises:
        LayersError: if there is nothing of that name, or it is not whole.
    """
    path = place_of(source)
    if path.is_dir():
        return read_directory(source, path, ref_name="", platform=platform)
    if path.is_file():
        if tarfile.is_tarfile(path):
            return read_archive(source, path, platform=platform)
        return read_report(source, path)
    directory, _, ref_name = source.rpartition(":")
    if directory and place_of(directory).is_dir():
        return read_directory(source, place_of(directory), ref_name=ref_name, platform=platform)
    # Its HTTP client takes 0.3 s to import, and files need none.
    from reports.sources.reference import is_reference, read_reference  # noqa: PLC0415

    if is_reference(source):
        return read_reference(source, platform=platform, insecure=insecure)
    raise SourceError(
        f"{source}: expected an image, got no file, no directory and no reference of that name",
        evidence=_KINDS,
        fix="Build the image first, or name one of these.",
    )


def place_of(name: str) -> Path:
    """Returns where a file is that a user named: relative to where `bazel run` was called.

    What a target names in its `args` is relative to the runfiles, where the program starts.
    """
    there = Path(os.environ.get("BUILD_WORKING_DIRECTORY", ""), name)
    return there if there.exists() else Path(name)
