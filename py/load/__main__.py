"""Puts an image into Docker, podman or containerd, and of it only what is not there yet."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from images.layout import read_layout
from layers.errors import LayersError

from load.choice import choose_image
from load.engines import NAMES, connect
from load.names import image_name
from load.progress import counted

_INTERRUPTED = 130


def main(argv: Sequence[str]) -> int:
    """Loads an image.

    Args:
        argv: the arguments: what the build says, then what the user says.

    Returns:
        0; 2 where the image or the engine is not what it must be, the reason is on stderr; 130
        where the user ended it.
    """
    options = _parser().parse_args(argv)
    try:
        line = _load(options)
    except LayersError as error:
        sys.stderr.write(f"load: error: {error}\n")
        return 2
    except KeyboardInterrupt:
        return _INTERRUPTED
    sys.stdout.write(f"{line}\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="load", description=__doc__, allow_abbrev=False)
    parser.add_argument("layout", type=Path, help="an OCI layout directory")
    parser.add_argument("--repository", required=True, help="what the image is called")
    parser.add_argument("--default-platform", default="", help="what the build is for")
    parser.add_argument(
        "--tag", default="", help="a tag, or with `/` or `:` a whole name (default: latest)"
    )
    parser.add_argument(
        "--platform", default="", help="os/architecture[/variant] (default: that of the build)"
    )
    parser.add_argument(
        "--runtime", default="", choices=NAMES, help="default: the first of these that answers"
    )
    return parser


def _load(options: argparse.Namespace) -> str:
    """Returns what is told at the end."""
    layout = read_layout(options.layout)
    image = choose_image(layout, asked=options.platform, default=options.default_platform)
    image.check_present()
    engine = connect(options.runtime)
    name = image_name(options.repository, options.tag, home=engine.home)
    sent = engine.load(image, name)
    told = f"loaded {name} into {engine.name}: {image.platform}, {counted(image.layers)}"
    return told if sent is None else f"{told}; sent {counted(sent)}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
