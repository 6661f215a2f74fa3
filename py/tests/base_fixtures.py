"""The image writer run on a made-up base below the working directory."""

from pathlib import Path

import pytest
from image_fixtures import REQUEST, write_image, write_layer
from layers.errors import BaseError
from layers.records import ImageRequest

AMD64 = {"os": "linux", "architecture": "amd64"}
ARM64 = {"os": "linux", "architecture": "arm64", "variant": "v8"}


def write_on_base(request: ImageRequest = REQUEST) -> Path:
    """Writes an image of one layer on `base`."""
    return write_image(write_layer("one"), request=request, options=["--base=base"])


def error_on_base(request: ImageRequest = REQUEST) -> str:
    """Writes an image that must fail, and returns what is told; nothing is left."""
    with pytest.raises(BaseError) as raised:
        write_on_base(request)
    assert list(Path("out").iterdir()) == []
    return str(raised.value)
