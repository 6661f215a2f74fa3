"""`layers show`: the layers of one image, one row each, or its packages."""

import argparse
import sys
from typing import Any

from layers.human_size import human_size

from reports.commands.arguments import add_image_options, add_parser, opened
from reports.commands.raw_sizes import raw_sizes
from reports.model import Image
from reports.model.measuring import measured
from reports.model.packages import Package, packages_of
from reports.model.plain import image_json, package_json
from reports.printing import counted, print_json, print_tables
from reports.tables import Column, Row, Table

_SHORT_DIGEST = len("sha256:") + 12
_NOT_KNOWN = "?"

_LAYER_COLUMNS = (
    Column(title="#", number=True),
    Column(title="origin"),
    Column(title="layer", wraps=True),
    Column(title="files", number=True),
    Column(title="raw", number=True),
    Column(title="compressed", number=True),
    Column(title="digest"),
)
"""What is told of a layer; "raw" is its tar."""

_PACKAGE_COLUMNS = (
    Column(title="package", wraps=True),
    Column(title="files", number=True),
    Column(title="raw", number=True),
    Column(title="layer", number=True),
    Column(title="licence", wraps=True),
)


def add_command(commands: Any) -> None:
    """Adds the command to a parser."""
    parser = add_parser(
        commands,
        "show",
        summary="the layers of an image, or its packages",
        details="Prints the layers of an image in order: origin, name, files, sizes, digest.",
    )
    parser.add_argument("image", metavar="IMAGE")
    parser.add_argument("--packages", action="store_true", help="packages instead of layers")
    parser.add_argument(
        "--license",
        metavar="TEXT",
        help="packages whose licence has TEXT in it, in any case: GPL; and those that tell none",
    )
    parser.add_argument(
        "--pull",
        action="store_true",
        help="of a reference: read the layers, to tell what they hold",
    )
    parser.add_argument("--no-trunc", action="store_true", help="full digests on a terminal")
    add_image_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Prints an image.

    Raises:
        LayersError: if it cannot be read.
    """
    image = opened(options.image, options)
    if options.packages or options.license:
        _show_packages(image, options.license or "", as_json=options.json)
    elif options.json:
        print_json(image_json(image, pull=options.pull))
    else:
        print_tables([_layer_table(image, options)], _notes(image))


def _layer_table(image: Image, options: argparse.Namespace) -> Table:
    rows, files, raw = list[Row](), list[int | None](), list[int | None]()
    width = None if options.no_trunc or not sys.stdout.isatty() else _SHORT_DIGEST
    for position, layer in enumerate(image.layers, start=1):
        found = measured(layer, pull=options.pull)
        files.append(found.file_count)
        raw.append(found.uncompressed_size)
        held = len(layer.descriptor.components)
        name = f"{layer.name} ({held} components)" if held > 1 else layer.name
        digest = layer.descriptor.digest[:width]
        size = human_size(layer.size) if digest else _NOT_KNOWN
        rows.append(
            (str(position), layer.origin, name, _count(files[-1]), _size(raw[-1]), size, digest)
        )
    total = (
        "",
        "total",
        counted(len(rows), "layer"),
        _count(_sum(files)),
        _size(_sum(raw)),
        _size(sum(layer.size for layer in image.layers) if image.has_digests else None),
        "",
    )
    title = f"{image.title} {image.platform}".rstrip()
    return Table(title=title, columns=_LAYER_COLUMNS, rows=rows, total=total)


def _notes(image: Image) -> list[str]:
    """Returns what stands below the table: the image, and what no layer holds."""
    notes = raw_sizes([image])
    if image.place:
        notes.append(f"image: {image.place}")
    if image.duplicates:
        notes.append(f"in several layers, same bytes: {counted(len(image.duplicates), 'file')}")
    if image.replaced:
        notes.append(f"replaced by the layout: {counted(len(image.replaced), 'runfile')}")
    return notes


def _show_packages(image: Image, license_text: str, *, as_json: bool) -> None:
    every = packages_of(image)
    packages = [package for package in every if _has_license(package, license_text)]
    if as_json:
        print_json([package_json(package) for package in packages])
        return
    table = Table(
        title=f"{image.title} {image.platform}".rstrip(),
        columns=_PACKAGE_COLUMNS,
        rows=[_package_row(package) for package in packages],
    )
    size = human_size(sum(package.content_size for package in packages))
    of_all = f" of {len(every):,}" if license_text else ""
    notes = [f"{counted(len(packages), 'package')}{of_all}, {size} of files"]
    if license_text:
        silent = sum(not package.licenses for package in packages)
        notes.append(
            f"with {license_text!r} in their licence: {len(packages) - silent}; "
            f"without any: {silent}"
        )
    print_tables([table], notes)


def _has_license(package: Package, text: str) -> bool:
    """Tells whether a package has a licence that is looked for, or one that nobody knows."""
    licenses = package.licenses
    return not licenses or any(text.lower() in one.lower() for one in licenses)


def _package_row(package: Package) -> Row:
    return (
        package.title,
        str(len(package.entries)),
        human_size(package.content_size),
        ", ".join(str(position + 1) for position in package.positions),
        "; ".join(package.licenses) or _NOT_KNOWN,
    )


def _sum(numbers: list[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None


def _count(count: int | None) -> str:
    return _NOT_KNOWN if count is None else str(count)


def _size(size: int | None) -> str:
    return _NOT_KNOWN if size is None else human_size(size)
