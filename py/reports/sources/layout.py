"""An OCI layout: a directory, or a tar of one."""

import json
import re
import shutil
import tarfile
import tempfile
import weakref
from pathlib import Path
from typing import Any

from images.blobs import Blob
from images.errors import LayoutError
from images.image import Image as LayoutImage
from images.layout import Layout, read_layout

from reports.errors import SourceError
from reports.model import Image
from reports.sources.parts import Parts, image_of
from reports.sources.platform import choose

_OF_LAYOUT = re.compile(r"(?:\./)?(oci-layout|index\.json|blobs/[a-z0-9]+/[a-f0-9]+)")
_CONVERT = "Convert the image with `skopeo copy … oci:<directory>`, and name the directory."


def read_directory(source: str, directory: Path, *, ref_name: str, platform: str) -> Image:
    """Reads one image of a layout.

    Args:
        source: as the user named it.
        directory: the layout.
        ref_name: which image, where index.json lists several; "" for the only one.
        platform: which of an index; "" for the only one, or this machine's.

    Raises:
        LayersError: if it is no layout, has no such image, or a blob is missing, cut off or, of
            manifest and config, another.
    """
    layout = read_layout(directory, ref_name=ref_name)
    image = _chosen(source, layout, platform)
    for blob in image.layers:
        if not blob.src.is_symlink():  # the end of a link may be on another machine
            _check_size(source, blob)
    return image_of(_parts(source, image))


def read_archive(source: str, archive: Path, *, platform: str) -> Image:
    """Reads an OCI archive: it is unpacked, for as long as the image is in use.

    Raises:
        LayersError: if it is no whole tar of a layout, or as of `read_directory`.
    """
    directory = Path(tempfile.mkdtemp(prefix="layers-"))
    try:
        _unpack(source, archive, directory)
        image = read_directory(source, directory, ref_name="", platform=platform)
    except LayoutError as error:
        shutil.rmtree(directory)
        error.args = (str(error).replace(f"image {directory}", source),)
        raise
    except BaseException:
        shutil.rmtree(directory)
        raise
    weakref.finalize(image, shutil.rmtree, directory)
    return image


def _unpack(source: str, archive: Path, directory: Path) -> None:
    names: list[str] = []
    try:
        with tarfile.open(archive) as tar:
            for member in tar:
                names.append(member.name)
                _unpack_file(tar, member, directory)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise SourceError(
            f"{source}: expected an OCI archive, got a tar that cannot be unpacked",
            evidence=[str(error)],
            fix="Save or pull the image again, whole.",
        ) from None
    if not (directory / "index.json").exists():
        raise SourceError(
            f"{source}: expected an OCI archive, got a tar without index.json",
            evidence=[f"there is: {', '.join(sorted(names)[:10]) or 'nothing'}"],
            fix=_CONVERT,
        )


def _unpack_file(tar: tarfile.TarFile, member: tarfile.TarInfo, directory: Path) -> None:
    """Unpacks what belongs to a layout; any other name could lead anywhere."""
    name = _OF_LAYOUT.fullmatch(member.name)
    content = tar.extractfile(member) if name and member.isreg() else None
    if name and content:
        dest = directory / name[1]
        dest.parent.mkdir(parents=True, exist_ok=True)
        with dest.open("wb") as file:
            shutil.copyfileobj(content, file)


def _chosen(source: str, layout: Layout, platform: str) -> LayoutImage:
    by_platform = {str(image.platform): image for image in layout.images}
    return by_platform[choose(source, list(by_platform), platform)]


def _check_size(source: str, blob: Blob) -> None:
    actual = blob.src.stat().st_size if blob.src.exists() else None
    if actual != blob.size:
        raise SourceError(
            f"{source}: expected a blob of {blob.size} bytes with digest {blob.digest}, "
            f"got {'no file' if actual is None else actual}",
            fix="Pull or build the image again, whole.",
        )


def _parts(source: str, image: LayoutImage) -> Parts:
    blob_by_digest = {blob.digest: blob for blob in image.layers}
    manifest: dict[str, Any] = json.loads(image.manifest_bytes)

    def opened(digest: str) -> Any:
        try:
            return blob_by_digest[digest].src.open("rb")
        except OSError as error:
            raise SourceError(
                f"{source}: expected a blob {digest}, got {error.strerror!r}",
                fix="Build the image again; with a remote cache, with --output_groups=+blobs.",
            ) from None

    return Parts(
        source=source,
        platform=str(image.platform),
        layers=manifest["layers"],
        diff_ids=image.diff_ids,
        config=image.config_json,
        around_size=image.manifest.size + image.config.size,
        open=opened,
        path=lambda digest: blob_by_digest[digest].src,
    )
