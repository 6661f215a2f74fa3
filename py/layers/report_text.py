"""A report as Markdown: for a pull request, and to say where the rest of it is."""

from __future__ import annotations

from layers.human_size import human_size
from layers.markdown import markdown_row, markdown_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.records import Component, Contents, Descriptor, Report

_SHOWN_PACKAGES = 20

_SHORT_DIGEST = len("sha256:") + 12

_FOOTER = """\
All files, and why each is there: `{report}`.

    bazel run @rules_py_layers//py:layers -- explain {report} <a file, a glob, a package or a label>
"""

_NO_LAYERS = """\
No layer was built for this: sizes are of files and of uncompressed tars. With
`--@rules_py_layers//layering:report_compressed` layers are built, for compressed sizes and digests.
"""


def report_text(report: Report, src: str) -> str:
    """Returns a report as people read it.

    Args:
        report: with its contents.
        src: where its JSON is.
    """
    return "\n".join(
        [
            f"# Layers of {markdown_text(report.binary)}",
            "",
            _summary(report),
            "",
            *_layer_rows(report),
            "",
            *_package_rows(report),
            *([_NO_LAYERS] if not report.size else []),
            _FOOTER.format(report=src),
        ]
    )


def _summary(report: Report) -> str:
    sizes = f"{human_size(report.uncompressed_size)} raw"
    sizes += f", {human_size(report.size)} compressed" if report.size else ""
    notes = [f"{len(report.layers)} layers of at most {report.budget}", sizes]
    notes.append(f"{report.file_count:,} files and links")
    if report.duplicates:
        notes.append(f"in several layers, same bytes: {len(report.duplicates):,}")
    if report.replaced:
        notes.append(f"replaced by the layout: {len(report.replaced):,}")
    return "; ".join(notes) + "."


def _layer_rows(report: Report) -> Iterator[str]:
    """Yields a table; what only written layers have is in columns of its own."""
    written = bool(report.size)
    yield markdown_row(
        ["#", "origin", "layer", "files", "raw", *["compressed", "digest"] * written]
    )
    yield markdown_row(["---:", "---", "---", "---:", "---:", *["---:", "---"] * written])
    for number, layer in enumerate(report.layers, start=1):
        cells = [str(number), layer.layer.origin, _name(layer), f"{layer.file_count:,}"]
        cells.append(human_size(layer.uncompressed_size))
        if written:
            cells += [human_size(layer.size), f"`{layer.digest[:_SHORT_DIGEST]}`"]
        yield markdown_row(cells)


def _name(layer: Descriptor) -> str:
    component = layer.layer
    held = f"({len(layer.components)} components)" if len(layer.components) > 1 else ""
    part = f"(part {component.part})" if component.part else ""
    named = component.name or component.label
    return markdown_text(" ".join(filter(None, (named, component.version, part, held))))


def _package_rows(report: Report) -> Iterator[str]:
    """Yields a table of the largest packages; nothing where there is none."""
    packages: dict[tuple[str, str], list[int]] = {}
    for layer, contents in zip(report.layers, report.contents, strict=True):
        for component, files, size in _held(layer, contents):
            if component.origin == "pypi":
                sums = packages.setdefault((component.name, component.version), [0, 0])
                sums[0] += files
                sums[1] += size
    largest = sorted(packages.items(), key=lambda item: (-item[1][1], item[0]))
    if largest:
        yield markdown_row(["package", "files", "bytes of files"])
        yield markdown_row(["---", "---:", "---:"])
    for (name, version), (files, size) in largest[:_SHOWN_PACKAGES]:
        yield markdown_row([markdown_text(f"{name} {version}"), f"{files:,}", human_size(size)])
    if len(largest) > _SHOWN_PACKAGES:
        rest = [sums for _, sums in largest[_SHOWN_PACKAGES:]]
        sizes = f"{sum(files for files, _ in rest):,}", human_size(sum(size for _, size in rest))
        yield markdown_row([f"{len(rest)} others", *sizes])
    if largest:
        yield ""


def _held(layer: Descriptor, contents: Contents) -> Iterator[tuple[Component, int, int]]:
    """Yields each component with the number and the bytes of its files."""
    components = layer.components or (layer.layer,)
    sums = [[0, 0] for _ in components]
    for entry in contents.entries:
        sums[entry.component][0] += 1
        sums[entry.component][1] += entry.size
    for component, (files, size) in zip(components, sums, strict=True):
        yield component, files, size
