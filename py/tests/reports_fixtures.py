"""Made-up services, packed by the real writer: layers, image and report, as Bazel makes them."""

import base64
import csv
import dataclasses
import gzip
import hashlib
import io
import json
import shutil
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from layers.__main__ import main as write
from layers.records import Component, ImageRequest, Plan, PlannedLayer, Target, encode
from reports.__main__ import main

BINARY = "//svc:app"
LIBRARY = "//lib:lib"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Wheel:
    """A package, as a target that owns its files."""

    name: str
    version: str = "1.0"
    metadata: str = ""
    """Further lines of METADATA."""

    files: Mapping[str, bytes] = dataclasses.field(default_factory=dict)
    """Below site-packages; by default one module."""

    deps: tuple[str, ...] = ()
    """Names of other packages."""

    @property
    def label(self) -> str:
        return label_of(self.name)

    @property
    def contents(self) -> dict[str, bytes]:
        """All its files, as an installer lays them."""
        info = f"{self.name}-{self.version}.dist-info"
        text = f"Metadata-Version: 2.1\nName: {self.name}\nVersion: {self.version}\n{self.metadata}"
        module = {f"{self.name}/__init__.py": f"VERSION = {self.version!r}\n".encode()}
        files = {**(self.files or module), f"{info}/METADATA": text.encode()}
        record = io.StringIO()
        rows = csv.writer(record, lineterminator="\n")
        for dest, content in files.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
            rows.writerow([dest, f"sha256={digest}", len(content)])
        rows.writerow([f"{info}/RECORD", "", ""])
        return {**files, f"{info}/RECORD": record.getvalue().encode()}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Service:
    """What Bazel makes of one binary."""

    report: str
    image: str


def label_of(name: str) -> str:
    """Returns the label of a package."""
    return f"@@pypi_{name}//:pkg"


def write_service(  # noqa: PLR0913 - each test says what it is about
    name: str,
    wheels: Sequence[Wheel],
    *,
    app: Mapping[str, bytes] | None = None,
    library: Mapping[str, bytes] | None = None,
    base: str = "",
    joined: Sequence[Wheel] = (),
) -> Service:
    """Packs a binary that names a library, which names all packages that no other package names.

    Args:
        name: of the directory for all that is made.
        wheels: with a layer each.
        app: files of the binary's package.
        library: files of the library.
        base: an OCI layout.
        joined: packages that share a bucket.
    """
    layers = [_wheel_layer(wheel) for wheel in wheels]
    if joined:
        layers.append(_bucket(name, [_wheel_layer(wheel) for wheel in joined]))
    lib = Component(origin="internal", label=LIBRARY, fact="in this repository")
    own = Component(origin="app", label=BINARY, fact="in the package of the binary, //svc")
    layers.append(_own_layer(f"{name}/internal", lib, library or {"lib/lib.py": b"LIB = 1\n"}))
    layers.append(_own_layer(f"{name}/app", own, app or {"svc/main.py": b"print(1)\n"}))
    Path(f"{name}/targets.jsonl").write_text("".join(map(encode, _targets([*wheels, *joined]))))
    Path(f"{name}/runfiles.jsonl").write_text("")
    plan = Plan(
        schema_version=1,
        label=f"//svc:{name}_layers",
        binary=BINARY,
        root="app",
        layers=tuple(layers),
        budget=60,
    )
    Path(f"{name}/plan.json").write_text(encode(plan))
    request = ImageRequest(schema_version=1, label="//svc", os="linux", architecture="amd64")
    Path(f"{name}/request.json").write_text(encode(request))
    image, report = f"{name}/image", f"{name}/{name}.layers.json"
    shutil.rmtree(image, ignore_errors=True)
    argv = [f"--plan={name}/plan.json", f"--request={name}/request.json", f"--out={image}"]
    run("image", *argv, *([f"--base={base}"] if base else []))
    argv = [f"--plan={name}/plan.json", f"--runfiles={name}/runfiles.jsonl", f"--out={report}"]
    run("report", *argv, f"--targets={name}/targets.jsonl", f"--image={image}")
    return Service(report=report, image=image)


def _targets(wheels: Sequence[Wheel]) -> list[Target]:
    named = {name for wheel in wheels for name in wheel.deps}
    direct = tuple(wheel.label for wheel in wheels if wheel.name not in named)
    return [
        Target(label=BINARY, deps=(LIBRARY,)),
        Target(label=LIBRARY, deps=direct),
        *(Target(label=w.label, deps=tuple(map(label_of, w.deps))) for w in wheels),
    ]


def _wheel_layer(wheel: Wheel) -> PlannedLayer:
    component = Component(
        origin="pypi",
        name=wheel.name,
        version=wheel.version,
        label=wheel.label,
        fact=f"tag pypi_name={wheel.name}",
    )
    files = {f"venv/site-packages/{dest}": content for dest, content in wheel.contents.items()}
    return _layer(f"wheels/{wheel.name}-{wheel.version}.layer", component, files)


def _own_layer(name: str, component: Component, files: Mapping[str, bytes]) -> PlannedLayer:
    layer = Component(origin=component.origin, label=BINARY, fact="the files of //svc:app")
    dests = {f"runfiles/_main/{dest}": content for dest, content in files.items()}
    return _layer(name, layer, dests, components=[component])


def _layer(
    name: str, layer: Component, files: Mapping[str, bytes], components: Sequence[Component] = ()
) -> PlannedLayer:
    lines: list[dict[str, Any]] = [
        {"schema_version": 1, "root": "app", "layer": _record(layer)}
        | ({"components": [*map(_record, components)]} if components else {})
    ]
    for dest, content in files.items():
        src = Path("src", name, dest)
        src.parent.mkdir(parents=True, exist_ok=True)
        src.write_bytes(content)
        lines.append({"dest": dest, "src": str(src)})
    made = _planned(name, layer)
    Path(f"{name}.manifest.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in lines))
    run("layer", f"--manifest={name}.manifest.jsonl", *_outputs(made))
    return made


def _bucket(name: str, members: Sequence[PlannedLayer]) -> PlannedLayer:
    layer = Component(origin="pypi", name="bucket-1", label="//:plan", fact="bucket 1 of 8")
    made = _planned(f"{name}/bucket-1", layer)
    record = {
        "schema_version": 1,
        "layer": _record(layer),
        "members": [json.loads(encode(member)) for member in members],
    }
    run("bucket", f"--bucket={json.dumps(record)}", *_outputs(made))
    return made


def _planned(name: str, layer: Component) -> PlannedLayer:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    return PlannedLayer(
        layer=layer,
        tar=f"{name}.tar.gz",
        descriptor=f"{name}.descriptor.json",
        listing=f"{name}.listing.jsonl",
    )


def _outputs(made: PlannedLayer) -> list[str]:
    files = (f"--tar={made.tar}", f"--descriptor={made.descriptor}", f"--listing={made.listing}")
    return [*files, "--compression=gzip"]


def _record(component: Component) -> Any:
    return json.loads(encode(component))


def tar_of(files: Mapping[str, bytes]) -> bytes:
    """Returns a tar, written without the code that is tested."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return archive.getvalue()


def layer_of(files: Mapping[str, bytes]) -> bytes:
    """Returns a layer, by gzip."""
    return gzip.compress(tar_of(files), mtime=0)


def run(*argv: str) -> None:
    """Runs the writer."""
    assert write(list(argv)) == 0


def output(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    """Returns what the program prints."""
    capsys.readouterr()
    status = main(argv)
    out, err = capsys.readouterr()
    assert status == 0, err
    return out


def json_of(capsys: pytest.CaptureFixture[str], *argv: str) -> Any:
    """Returns what the program prints with `--json`."""
    return json.loads(output(capsys, *argv, "--json"))


def error(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    """Returns what the program says of what it cannot do, without its first words."""
    capsys.readouterr()
    status = main(argv)
    out, err = capsys.readouterr()
    assert (status, out) == (2, "")
    assert err.startswith("layers: error: ")
    return err.removeprefix("layers: error: ")
