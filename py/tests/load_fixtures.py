"""Images to load, and programs that stand where an engine's would, to fail in its way."""

import stat
import sys
from pathlib import Path

from image_fixtures import BaseLayout
from images.image import Image
from images.layout import read_layout

_STAND_IN = """\
#!{python}
import json, pathlib, sys
words = sys.argv[1:]
{body}
"""


def made_image(*layers: bytes, directory: str = "layout", layer_type: str = "") -> Image:
    """Writes a layout of one image and reads it."""
    made = BaseLayout(directory)
    types = {"layer_type": layer_type} if layer_type else {}
    made.index(made.manifest(layers=layers, **types))
    (image,) = read_layout(made.directory).images
    return image


def write_program(name: str, body: str) -> Path:
    """Writes a Python program into `bin` of the working directory, and returns that directory."""
    directory = Path("bin").absolute()
    directory.mkdir(exist_ok=True)
    program = directory / name
    program.write_text(_STAND_IN.format(python=sys.executable, body=body))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return directory
