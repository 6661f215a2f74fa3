"""What `layer_report` says of a program is what its layers are, and it builds none to say it.

    python3 -m unittest -v e2e.rebuild.report_test

Asks the real Bazel: builds a copy of this repository, as `rebuild_test` does.
"""

import collections
import json
import tempfile
import unittest
from pathlib import Path
from typing import Any, ClassVar

from e2e.rebuild.checkout import Checkout, Circumstances
from e2e.rebuild.execution_log import read_execution_log
from e2e.rebuild.images import label_of

_ASPECT = ("--aspects=//aspects:defs.bzl%layer_report", "--output_groups=layer_report")
_COMPRESSED = "--//layering:report_compressed"
_FEW = ("--//layering:report_budget=9", "--//layering:plan=//e2e/buckets:plan")
"""Packages share layers."""

_PROGRAMS = {
    "e2e/hello_fastapi/hello-fastapi": "e2e/hello_fastapi/hello-fastapi_layers",
    "e2e/two_services/worker": "e2e/two_services/worker_layers",
}
"""The targets of their layers."""

_HELLO, _WORKER = _PROGRAMS
_NO_PROGRAM = "e2e/greeting/greeting"

_CERTIFICATES = "ca-certificates"

_ONLY_WRITTEN = ("body_size", "diff_id", "digest", "media_type", "size", "src")
"""Fields of a descriptor that only a tar gives."""


class ReportTest(unittest.TestCase):
    """Reports first, from nothing; then layers."""

    checkout: ClassVar[Checkout]
    ran: ClassVar[collections.Counter[str]]
    """What the first reports ran."""

    reports: ClassVar[dict[str, Any]]
    few: ClassVar[Any]
    """The report of one program over its budget."""

    without_reports: ClassVar[list[str]]
    """What draws pages and was fetched for an image alone."""

    @classmethod
    def setUpClass(cls) -> None:
        """Makes the checkout and the reports, before there is any layer."""
        directory = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="report-")))
        cls.checkout = Checkout(directory / "here", Circumstances(umask=0o022, env={}))
        cls.addClassCleanup(cls.checkout.close)
        cls.checkout.build("--nobuild", f"{label_of(_HELLO)}_image_base")
        cls.without_reports = cls._drawing_libraries()
        cls.ran = cls._build(*_ASPECT, *map(label_of, (*_PROGRAMS, _NO_PROGRAM)))
        cls.reports = {program: cls._report(program) for program in _PROGRAMS}
        cls.ran += cls._build(*_ASPECT, *_FEW, label_of(_HELLO))
        cls.few = cls._report(_HELLO)

    def test_no_layer_is_built(self) -> None:
        """And each wheel is looked at once, for all programs."""
        self.assertEqual(self.ran.keys(), {"PyLayerMeasure", "PyLayerReport", "PyLayerReportPage"})
        self.assertEqual((self.ran["PyLayerReport"], self.ran["PyLayerReportPage"]), (3, 3))
        layers = [layer for report in self.reports.values() for layer in report["layers"]]
        wheels = {layer["layer"]["label"] for layer in layers if layer["layer"]["origin"] == "pypi"}
        own = [one for one in layers if one["layer"]["origin"] not in ("pypi", "interpreter")]
        self.assertEqual(self.ran["PyLayerMeasure"], len(wheels) + len(own) + len(["python"]))

    def test_reports_are_what_the_layers_are(self) -> None:
        """Sizes, names, and every entry: type, mode, size, hash, link target, source, owner."""
        self.checkout.build(*map(label_of, _PROGRAMS.values()))
        for program, layers in _PROGRAMS.items():
            with self.subTest(program):
                self._compare(self.reports[program], layers)

    def test_over_the_budget_too(self) -> None:
        """Buckets are told of like layers of one package."""
        self.checkout.build(_FEW[1], label_of("e2e/buckets/layers"))
        names = [layer["layer"].get("name", "") for layer in self.few["layers"]]
        self.assertTrue([name for name in names if name.startswith("bucket-")], names)
        self._compare(self.few, "e2e/buckets/layers")

    def test_digests_are_those_of_the_image(self) -> None:
        """With the flag, the layers are the image's own actions, or have the same bytes."""
        self.checkout.build(*map(label_of, _PROGRAMS.values()))
        ran = self._build(*_ASPECT, _COMPRESSED, *map(label_of, _PROGRAMS))
        self.assertEqual(ran.keys(), {"PyLayerOwn", "PyLayerReport", "PyLayerReportPage"})
        for program, layers in _PROGRAMS.items():
            report = self._report(program)
            written = self._planned(layers)
            for field in ("digest", "diff_id", "size"):
                self.assertEqual(
                    [layer[field] for layer in report["layers"]],
                    [self._json(layer["descriptor"])[field] for layer in written],
                )
            self.assertEqual(report["size"], sum(layer["size"] for layer in report["layers"]))

    def test_only_who_asks_for_a_report_fetches_what_draws_it(self) -> None:
        """The writer has no library but compressors."""
        self.assertEqual(self.without_reports, [])
        self.assertNotEqual(self._drawing_libraries(), [])

    def test_what_is_no_program_has_no_report(self) -> None:
        """It is passed over: `//...` is no error."""
        place = self.checkout.workspace / "bazel-bin" / _NO_PROGRAM
        self.assertFalse(place.with_suffix(".layers.json").exists())

    def test_every_target_may_be_asked(self) -> None:
        """By the public aspect and by reports together, also those that layers are made with."""
        both = "--aspects=//aspects:defs.bzl%layers_aspect,//aspects:defs.bzl%layer_report"
        self.checkout.build("--nobuild", both, "//...")

    def _compare(self, report: Any, layers: str) -> None:
        planned = self._planned(layers)
        self.assertEqual(len(report["layers"]), len(planned))
        for said, contents, layer in zip(
            report["layers"], report["contents"], planned, strict=True
        ):
            descriptor = self._json(layer["descriptor"])
            known = {k: v for k, v in descriptor.items() if k not in _ONLY_WRITTEN}
            self.assertEqual(said, known)
            listing = (self._root / layer["listing"]).read_text().splitlines()[1:]
            entries = [json.loads(line) for line in listing]
            files = [entry for entry in entries if entry["type"] != "directory"]
            self.assertEqual(contents.get("entries", []), files)
            self.assertEqual(said["file_count"], len(files))

    def _planned(self, layers: str) -> list[Any]:
        """Returns the layers of a program: certificates are the image's."""
        plan = self.checkout.workspace / "bazel-bin" / f"{layers}.plan.json"
        planned: list[Any] = json.loads(plan.read_bytes())["layers"]
        return [layer for layer in planned if layer["layer"].get("name") != _CERTIFICATES]

    def _json(self, src: str) -> Any:
        return json.loads((self._root / src).read_bytes())

    @classmethod
    def _drawing_libraries(cls) -> list[str]:
        external = (cls.checkout.workspace.parent / "output_base" / "external").iterdir()
        return [place.name for place in external if place.is_dir() and "jinja2" in place.name]

    @property
    def _root(self) -> Path:
        """The execution root."""
        return (self.checkout.workspace / "bazel-out").resolve().parent

    @classmethod
    def _build(cls, *words: str) -> collections.Counter[str]:
        """Builds, and counts the actions of ours that ran but for the making of the tool."""
        log = cls.checkout.workspace.parent / "execution_log.json"
        cls.checkout.build(f"--execution_log_json_file={log}", *words)
        ran = collections.Counter(spawn.mnemonic for spawn in read_execution_log(log))
        del ran["PyLayerTool"]
        return ran

    @classmethod
    def _report(cls, program: str) -> Any:
        report = cls.checkout.workspace / "bazel-bin" / f"{program}.layers.json"
        return json.loads(report.read_bytes())
