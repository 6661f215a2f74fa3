"""What `layers cache` tells of a build is what Bazel itself tells.

python3 -m unittest discover -v -s e2e/reports -t . -p '*_test.py'
"""

import os
import tempfile
import unittest
from pathlib import Path
from typing import ClassVar

from e2e.reports.bazel import build, layers, layers_json

_TARGET = "//e2e/hello_fastapi:hello-fastapi_layers"
_OWNER = "--//layering:owner"


class CacheTest(unittest.TestCase):
    """Builds with one disk cache: one misses, one has another flag, two hit."""

    _directory: ClassVar[Path]
    _summaries: ClassVar[dict[str, dict[str, int]]]

    @classmethod
    def setUpClass(cls) -> None:
        """Builds four times; the last log is of JSON. Whose owners no build before had."""
        first, second = (f"{os.getpid()}:{group}" for group in (1, 2))
        cls._directory = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="logs-")))
        cls._summaries = {
            "missed": cls._build("missed", first),
            "other": cls._build("other", second),
            "hit": cls._build("hit", first),
            "json": cls._build("json", second, form="json"),
        }

    @classmethod
    def _build(cls, name: str, owner: str, form: str = "compact") -> dict[str, int]:
        log = f"--execution_log_{form}_file={cls._directory / name}"
        cache = f"--disk_cache={cls._directory / 'cache'}"
        return build(_TARGET, f"{_OWNER}={owner}", cache, log)

    def test_hits_and_misses_are_those_of_the_summary_line(self) -> None:
        """Of all processes of the build, by runner."""
        for name, summary in self._summaries.items():
            found = layers_json("cache", str(self._directory / name))
            self.assertEqual(found["processes_by_runner"], summary, name)
        self.assertNotIn("disk cache hit", self._summaries["missed"])
        for name in ("hit", "json"):
            self.assertEqual([*self._summaries[name]], ["disk cache hit"])

    def test_both_formats_tell_the_same(self) -> None:
        """Of one build, after another: inputs, tools and arguments are compared across formats."""
        logs = [str(self._directory / name) for name in ("other", "json")]
        actions = layers_json("cache", *logs)["actions"]
        self.assertEqual(len(actions), self._summaries["json"]["disk cache hit"])
        for action in actions:
            self.assertEqual([cause["kind"] for cause in action["causes"]], ["same"], action)

    def test_rates_by_origin(self) -> None:
        """All layers are in it."""
        lines = layers("cache", str(self._directory / "hit")).splitlines()
        rows = map(str.split, lines[lines.index("layers by origin") + 2 : -2])
        rates = {origin: (actions, hits, rate) for origin, actions, hits, rate, *_ in rows}
        self.assertEqual(rates.pop("pypi"), ("14", "14", "100"))
        self.assertEqual(
            rates, dict.fromkeys(("app", "internal", "interpreter", "links"), ("1", "1", "100"))
        )

    def test_why_did_the_pip_layers_rebuild(self) -> None:
        """Somebody changed a flag that shapes layers."""
        logs = [str(self._directory / name) for name in ("missed", "other")]
        actions = layers_json("cache", *logs)["actions"]
        pypi = [action for action in actions if action["origin"] == "pypi"]
        self.assertEqual(len(pypi), 14)
        for action in pypi:
            (cause,) = action["causes"]
            self.assertEqual((cause["kind"], cause["change"]), ("input", "changed"))
            self.assertTrue(cause["subject"].endswith(".manifest.jsonl"), cause)
        self.assertIn("or a flag of //layering changed that shapes layers", layers("cache", *logs))

    def test_a_hit_has_no_cause(self) -> None:
        """The workspace had outputs of another build."""
        logs = [str(self._directory / name) for name in ("missed", "hit")]
        for action in layers_json("cache", *logs)["actions"]:
            self.assertTrue(action["cache_hit"])
            self.assertEqual([cause["kind"] for cause in action["causes"]], ["same"])
