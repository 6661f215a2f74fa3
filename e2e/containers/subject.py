"""Writes image layouts for the tests of this package."""

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

_MEDIA_TYPE = "application/vnd.oci.image"

Member = tuple[str, bytes | str | None]
"""Dest, and bytes of a file, target of a link, or None for a directory."""


def tar(members: Iterable[Member], *, mode: int = 0o755) -> bytes:
    """Returns a tar of the members in their order."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for dest, content in members:
            info = tarfile.TarInfo(dest)
            info.mode = mode
            if isinstance(content, bytes):
                info.size = len(content)
            elif isinstance(content, str):
                info.type, info.linkname = tarfile.SYMTYPE, content
            else:
                info.type = tarfile.DIRTYPE
            archive.addfile(info, io.BytesIO(content) if isinstance(content, bytes) else None)
    return buffer.getvalue()


def gzip_members(data: bytes) -> bytes:
    """Compresses the halves one by one: our buckets are joined of compressed members."""
    return _halves(data, gzip.compress)


def zstd_frames(data: bytes) -> bytes:
    """Compresses the halves one by one."""
    # As in `unpack.py`.
    import zstandard  # noqa: PLC0415

    return _halves(data, zstandard.ZstdCompressor().compress)


_COMPRESSORS: Mapping[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "+gzip": gzip_members,
    "+zstd": zstd_frames,
}


def write_layout(
    dest: Path, layers: Sequence[tuple[bytes, str]], config: Mapping[str, object]
) -> Path:
    """Writes a layout whose blobs are links, as `py_image` does.

    Args:
        dest: the directory, which must not exist.
        layers: tar and what follows "tar" in its media type.
        config: `config` of the image configuration.

    Returns:
        dest.
    """
    (dest / "blobs" / "sha256").mkdir(parents=True)
    (dest / "elsewhere").mkdir()
    descriptors = [
        _blob(dest, f"layer.v1.tar{suffix}", _COMPRESSORS[suffix](data)) for data, suffix in layers
    ]
    diff_ids = [f"sha256:{hashlib.sha256(data).hexdigest()}" for data, _ in layers]
    image = {"config": config, "rootfs": {"type": "layers", "diff_ids": diff_ids}}
    manifest = {"config": _blob(dest, "config.v1+json", _json(image)), "layers": descriptors}
    index = {"manifests": [_blob(dest, "manifest.v1+json", _json(manifest))]}
    (dest / "index.json").write_bytes(_json(index))
    return dest


def _blob(layout: Path, kind: str, data: bytes) -> dict[str, object]:
    digest = hashlib.sha256(data).hexdigest()
    (layout / "elsewhere" / digest).write_bytes(data)
    blob = layout / "blobs" / "sha256" / digest
    if not blob.is_symlink():
        blob.symlink_to(Path("..", "..", "elsewhere", digest))
    return {"digest": f"sha256:{digest}", "mediaType": f"{_MEDIA_TYPE}.{kind}", "size": len(data)}


def _halves(data: bytes, compress: Callable[[bytes], bytes]) -> bytes:
    middle = len(data) // 2
    return compress(data[:middle]) + compress(data[middle:])


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True).encode()
