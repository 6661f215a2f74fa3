"""`layers share`: which layers images have in common, and what keeps them from sharing more."""

import argparse
import dataclasses
from typing import Any

from layers.human_size import human_size

from reports.commands.arguments import add_image_options, add_parser, opened
from reports.commands.raw_sizes import raw_sizes
from reports.model.plain import layer_json
from reports.model.sharing import Sharing, sharing_of
from reports.printing import counted, print_json, print_tables
from reports.tables import Column, Row, Table

_WIDEST = 12
"""Images that a table has a column for."""

_HAS, _HAS_NOT = "x", "."
_SHOWN_OBSTACLES = 20

_IMAGE_COLUMNS = (
    Column(title="#", number=True),
    Column(title="image", wraps=True),
    Column(title="layers", number=True),
    Column(title="size", number=True),
    Column(title="shared", number=True),
    Column(title="own", number=True),
    Column(title="could be shared", number=True),
)
_OBSTACLE_COLUMNS = (
    Column(title="images"),
    Column(title="what"),
    Column(title="size", number=True),
    Column(title="reason", wraps=True),
)


def add_command(commands: Any) -> None:
    """Adds the command to a parser."""
    parser = add_parser(
        commands,
        "share",
        summary="which layers images have in common",
        details="""\
Prints the layers of all images, who has which, how many bytes a store needs with and without
sharing, and what keeps two images from sharing more. "could be shared": layers that one image has
alone although another holds the same package, interpreter or base in a layer of its own.""",
    )
    parser.add_argument("images", metavar="IMAGE", nargs="+")
    add_image_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Prints what images share.

    Raises:
        LayersError: if an image cannot be read.
    """
    images = [opened(source, options) for source in options.images]
    sharing = sharing_of(images)
    if options.json:
        print_json(_json(sharing))
        return
    left = len(sharing.obstacles) - _SHOWN_OBSTACLES
    print_tables(
        [_images(sharing), _matrix(sharing), _obstacles(sharing)],
        [
            f"stored: {human_size(sharing.stored)} in {counted(len(sharing.layers), 'layer')}; "
            f"without sharing {human_size(sharing.unshared)}, "
            f"{human_size(sharing.unshared - sharing.stored)} more",
            *raw_sizes(images),
            *([f"obstacles not shown: {left}; see --json"] if left > 0 else []),
        ],
    )


def _images(sharing: Sharing) -> Table:
    rows: list[Row] = [
        (
            str(number),
            share.image.title,
            str(len(share.image.layers)),
            *map(human_size, (share.size, share.size - share.own, share.own, share.wasted)),
        )
        for number, share in enumerate(sharing.shares, start=1)
    ]
    return Table(title="images", columns=_IMAGE_COLUMNS, rows=rows)


def _matrix(sharing: Sharing) -> Table:
    count = len(sharing.shares)
    wide = count > _WIDEST
    columns = (
        Column(title="origin"),
        Column(title="layer", wraps=True),
        Column(title="size", number=True),
        *(
            [Column(title="images", number=True)]
            if wide
            else [Column(title=str(number + 1)) for number in range(count)]
        ),
    )
    rows: list[Row] = [
        (
            one.layer.origin,
            one.layer.name,
            human_size(one.layer.size),
            *(
                [str(len(one.images))]
                if wide
                else [_HAS if number in one.images else _HAS_NOT for number in range(count)]
            ),
        )
        for one in sharing.layers
    ]
    return Table(title="layers", columns=columns, rows=rows)


def _obstacles(sharing: Sharing) -> Table:
    rows: list[Row] = [
        (
            " and ".join(str(number + 1) for number in one.images),
            one.subject,
            human_size(one.size),
            one.reason,
        )
        for one in sharing.obstacles[:_SHOWN_OBSTACLES]
    ]
    title = "what keeps images from sharing more"
    return Table(title=title, columns=_OBSTACLE_COLUMNS, rows=rows)


def _json(sharing: Sharing) -> dict[str, Any]:
    """Returns all of it: sizes in bytes, images by their numbers from 1."""
    return {
        "stored_size": sharing.stored,
        "unshared_size": sharing.unshared,
        "images": [
            {
                "source": share.image.source,
                "label": share.image.label,
                "size": share.size,
                "shared_size": share.size - share.own,
                "own_size": share.own,
                "wasted_size": share.wasted,
            }
            for share in sharing.shares
        ],
        "layers": [
            {
                **layer_json(0, one.layer),
                "position": None,
                "images": [number + 1 for number in one.images],
            }
            for one in sharing.layers
        ],
        "obstacles": [
            dataclasses.asdict(one) | {"images": [number + 1 for number in one.images]}
            for one in sharing.obstacles
        ],
    }
