"""An OCI layout directory of one image, or of one index with an image per platform.

Source: https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md
"""

import dataclasses
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from layers.oci import media_types
from layers.oci.documents import REF_NAME
from layers.oci.platforms import Platform

from images.blobs import BUILD_AGAIN, Blob, blob_of, check_present, parse_object, read_verified
from images.errors import LayoutError
from images.image import Image, read_image

_NAME_ONE = (
    "Name the directory that `py_image` or `py_image_index` makes: "
    "it holds oci-layout, index.json and blobs."
)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """A layout whose index, manifests and configs are verified; layers are not read."""

    directory: Path
    top: Blob
    """What index.json names: an image manifest, or an index of them."""

    top_bytes: bytes
    """The same, to the letter."""

    ref_name: str
    """The annotation in index.json: "latest", or "" for none."""

    images: tuple[Image, ...]
    """In the order of the index; one, if the top is a manifest."""

    @property
    def is_index(self) -> bool:
        """Tells whether the top is an index, also if that has one image."""
        return self.top.media_type == media_types.INDEX

    @property
    def blobs(self) -> tuple[Blob, ...]:
        """Configs and layers of all images, each once: no manifests."""
        return tuple(dict.fromkeys(blob for image in self.images for blob in image.blobs))

    def check_present(self) -> None:
        """Checks that every blob is there and as long as it must be; reads no layer.

        Raises:
            LayoutError: if some are not; lists all.
        """
        check_present(self.blobs)

    def image_for(self, wanted: Platform) -> Image:
        """Returns the image for a platform.

        Args:
            wanted: a variant that is not said is the default one of the architecture.

        Raises:
            LayoutError: if there is none, or more than one; lists the platforms there are.
        """
        fitting = [image for image in self.images if wanted.runs(image.platform)]
        if len(fitting) == 1:
            return fitting[0]
        raise LayoutError(
            f"image {self.directory}: expected one image for {wanted}, got {len(fitting)}",
            evidence=[f"{image.platform} {image.manifest.digest}" for image in self.images],
            fix=f"Build the image for {wanted}, or name one of the platforms above.",
        )


def read_layout(directory: Path, *, ref_name: str = "") -> Layout:
    """Reads an OCI layout.

    Args:
        directory: of one image or one index; its files may be links.
        ref_name: which, where index.json lists several.

    Returns:
        The layout. No layer was looked at: see `Layout.check_present` and `images.blobs.verify`.

    Raises:
        LayoutError: if it is no layout, or what it names is missing, cut off, not what its digest
            says, or of an unknown media type.
    """
    entry, top = _top(directory, ref_name)
    content = read_verified(top)
    images = _index_images(top, content) if top.media_type == media_types.INDEX else [top]
    return Layout(
        directory=directory,
        top=top,
        top_bytes=content,
        ref_name=_ref_name(entry),
        images=tuple(map(read_image, images)),
    )


def _top(directory: Path, ref_name: str) -> tuple[Any, Blob]:
    """Returns the entry of index.json, as it is and as a blob."""
    entries = _entries(directory, "index.json", _index_json(directory))
    found = [entry for entry in entries if not ref_name or _ref_name(entry) == ref_name]
    if len(found) != 1:
        names = [repr(_ref_name(entry)) for entry in entries]
        raise LayoutError(
            f"image {directory}: expected one image or index in index.json"
            f"{f' named {ref_name!r}' if ref_name else ''}, got {len(found)}",
            evidence=[f"names: {', '.join(names)}"] if names else [],
            fix=_NAME_ONE,
        )
    known = (media_types.INDEX, media_types.MANIFEST)
    return found[0], blob_of(directory, found[0], "index.json manifests[]", known)


def _index_json(directory: Path) -> dict[str, Any]:
    names = ("oci-layout", "index.json", "blobs")
    missing = [name for name in names if not (directory / name).exists()]
    if missing:
        there = sorted(path.name for path in directory.iterdir()) if directory.is_dir() else []
        raise LayoutError(
            f"image {directory}: expected an OCI layout directory, "
            f"got one without {', '.join(missing)}",
            evidence=[f"there is: {', '.join(there[:10]) or 'nothing'}"],
            fix=_NAME_ONE,
        )
    marker = parse_object(directory, "oci-layout", (directory / "oci-layout").read_bytes())
    if marker.get("imageLayoutVersion") != "1.0.0":
        raise LayoutError(
            f"image {directory}: expected imageLayoutVersion '1.0.0' in oci-layout, "
            f"got {marker.get('imageLayoutVersion')!r}",
            fix=_NAME_ONE,
        )
    return parse_object(directory, "index.json", (directory / "index.json").read_bytes())


def _index_images(index: Blob, content: bytes) -> Iterable[Blob]:
    """Returns the manifests of an index: no index is in an index."""
    where = f"index {index.digest}"
    entries = _entries(index.layout, where, parse_object(index.layout, where, content))
    known = (media_types.MANIFEST,)
    return [
        blob_of(index.layout, entry, f"{where} manifests[{i}]", known)
        for i, entry in enumerate(entries)
    ]


def _entries(directory: Path, where: str, index: dict[str, Any]) -> Sequence[Any]:
    entries = index.get("manifests")
    if not isinstance(entries, list) or not entries:
        raise LayoutError(
            f"image {directory}: expected {where} to list at least one manifest, got {entries!r}",
            fix=BUILD_AGAIN,
        )
    return entries


def _ref_name(entry: Any) -> str:
    annotations = entry.get("annotations") if isinstance(entry, dict) else None
    return str((annotations or {}).get(REF_NAME, ""))
