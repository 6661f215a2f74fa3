"""`layers diff`: what a change ships, by package, by layer and by file."""

import argparse
from typing import Any

from layers.human_size import human_size
from layers.markdown import markdown_text

from reports.commands.arguments import add_image_options, add_parser, opened
from reports.commands.diff_json import difference_json
from reports.commands.raw_sizes import raw_sizes
from reports.model.difference import Difference, difference_of
from reports.model.file_changes import FileChange
from reports.model.layer_changes import KINDS, LayerChange
from reports.model.package_changes import WORDS, PackageChange
from reports.printing import counted, print_json, print_lines, print_tables
from reports.tables import Column, Row, Table, markdown_lines

_SHOWN_FILES = 20

_PACKAGE_COLUMNS = (
    Column(title="package"),
    Column(title="what"),
    Column(title="version", wraps=True),
    Column(title="fetched", number=True),
)
_LAYER_COLUMNS = (
    Column(title="what"),
    Column(title="origin"),
    Column(title="layer", wraps=True),
    Column(title="old #", number=True),
    Column(title="new #", number=True),
    Column(title="fetched", number=True),
)
_FILE_COLUMNS = (
    Column(title="what"),
    Column(title="file", wraps=True),
    Column(title="size", number=True),
    Column(title="layer", wraps=True),
)


def add_command(commands: Any) -> None:
    """Adds the command to a parser."""
    parser = add_parser(
        commands,
        "diff",
        summary="what a change ships: packages, layers, files, bytes to fetch",
        details="Compares two images: what a puller of OLD fetches for NEW, and why.",
    )
    parser.add_argument("old", metavar="OLD", help="an IMAGE")
    parser.add_argument("new", metavar="NEW", help="an IMAGE")
    parser.add_argument(
        "--format",
        choices=("text", "markdown"),
        default="text",
        help="markdown: for a pull request",
    )
    parser.add_argument("--all-files", action="store_true", help=f"more than {_SHOWN_FILES} files")
    add_image_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Prints what differs.

    Raises:
        LayersError: if an image cannot be read.
    """
    old, new = (opened(one, options) for one in (options.old, options.new))
    difference = difference_of(old, new)
    if options.json:
        print_json(difference_json(difference))
        return
    files = difference.files if options.all_files else difference.files[:_SHOWN_FILES]
    tables = [
        Table(title="packages", columns=_PACKAGE_COLUMNS, rows=_packages(difference)),
        Table(title="layers", columns=_LAYER_COLUMNS, rows=_layers(difference)),
        Table(title="files", columns=_FILE_COLUMNS, rows=[*map(_file_row, files)]),
    ]
    notes = _notes(difference, len(files))
    if options.format == "markdown":
        _print_markdown(difference, tables, notes)
    else:
        print_tables(tables, [*_summary(difference), *notes])


def _print_markdown(difference: Difference, tables: list[Table], notes: list[str]) -> None:
    headline, *rest = _summary(difference)
    lines = [f"### {markdown_text(headline)}", "", *map(markdown_text, rest), ""]
    for table in tables:
        if table.rows:
            count = counted(len(table.rows), table.title[:-1])
            body = markdown_lines(Table(title="", columns=table.columns, rows=table.rows))
            lines += [f"<details><summary>{count}</summary>", "", *body, "</details>", ""]
    print_lines([*lines, *map(markdown_text, notes)])


def _summary(difference: Difference) -> list[str]:
    fetched = difference.of_kind("changed", "added")
    moved = difference.of_kind("moved")
    around = difference.new.around_size
    lines = [
        f"fetched by who has the old image: {human_size(difference.fetched)} in "
        f"{counted(len(fetched), 'layer')} of {human_size(difference.total)} in "
        f"{counted(len(difference.of_kind('kept', 'moved', 'changed', 'added')), 'layer')}"
    ]
    counts = [f"{len(difference.of_kind(kind))} {kind}" for kind in KINDS]
    lines.append(f"layers: {', '.join(counts)}")
    if moved:
        size = human_size(sum(change.layer.size for change in moved))
        lines.append(f"unpacked again, for they stand on other layers: {len(moved)}, {size}")
    if around:
        lines.append(f"manifest and config: {human_size(around)} more")
    return lines


def _notes(difference: Difference, shown: int) -> list[str]:
    notes = []
    counts = [
        f"{sum(change.kind == kind for change in difference.files):,} {kind}"
        for kind in ("added", "removed", "changed")
    ]
    left = len(difference.files) - shown
    more = f"; {left:,} not shown: --all-files" if left else ""
    notes.append(f"files: {', '.join(counts)}{more}")
    notes += raw_sizes([difference.old, difference.new])
    if difference.without_base:
        notes.append("base: not compared, only one of the two tells of its own")
    return notes


def _packages(difference: Difference) -> list[Row]:
    return [_package_row(change) for change in difference.packages]


def _package_row(change: PackageChange) -> Row:
    size = human_size(change.fetched)
    shared = "" if change.alone or not change.new else "of a shared layer: "
    return (change.name, WORDS[change.kind], change.versions, f"{shared}{size}")


def _layers(difference: Difference) -> list[Row]:
    return [_layer_row(change) for change in difference.layers if change.kind != "kept"]


def _layer_row(change: LayerChange) -> Row:
    name = change.layer.name
    if change.old and change.new and change.old.name != change.new.name:
        name = f"{change.old.name} → {change.new.name}"
    positions = [
        "" if position is None else str(position + 1)
        for position in (change.old_position, change.new_position)
    ]
    return (change.kind, change.layer.origin, name, *positions, human_size(change.fetched))


def _file_row(change: FileChange) -> Row:
    sizes = [human_size(entry.size) for entry in (change.old, change.new) if entry]
    return (change.kind, change.dest, " → ".join(dict.fromkeys(sizes)), change.layer.name)
