"""A push attaches the bill of materials, where clients look for it.

python3 -m unittest discover -v -s e2e/reports -t . -p '*_test.py'
"""

import json
import tempfile
import unittest
import urllib.request
from pathlib import Path
from typing import Any, ClassVar

from e2e.registry.server import Server
from e2e.reports.bazel import started

_PUSH = "//e2e/hello_fastapi:hello-fastapi-dep-layers-first_image_push"
_BOM = "application/vnd.cyclonedx+json"
_TYPES = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json"


class AttachTest(unittest.TestCase):
    """Pushed twice to a registry without a list of referrers."""

    _registry: ClassVar[Server]
    _first: ClassVar[Any]
    _told: ClassVar[Any]
    _before: ClassVar[int]
    """How many requests the first push made."""

    @classmethod
    def setUpClass(cls) -> None:
        """Pushes."""
        directory = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="attach-")))
        cls._registry = Server(directory)
        cls.addClassCleanup(cls._registry.close)
        words = (f"--registry={cls._registry.host}", "--repository=app", "--tag=v1", "--json")
        cls._first = json.loads(started(_PUSH, *words))
        cls._before = len(cls._registry.served())
        cls._told = json.loads(started(_PUSH, *words))

    def test_a_second_push_writes_nothing(self) -> None:
        """Neither a bill of materials nor the list of them."""
        self.assertEqual(self._first["attached"], self._told["attached"])
        self.assertEqual(self._told["sent"], {"count": 0, "bytes": 0})
        methods = {one.method for one in self._registry.served()[self._before :]}
        self.assertEqual(methods, {"GET", "HEAD"})

    def test_the_image_leads_to_its_bill_of_materials(self) -> None:
        """By the tag that the distribution specification names."""
        index = self._get("manifests/v1")
        (image,) = index["manifests"]
        listed = self._get(f"manifests/{image['digest'].replace(':', '-')}")
        (entry,) = listed["manifests"]
        self.assertEqual(entry["artifactType"], _BOM)
        self.assertEqual([entry["digest"]], self._told["attached"])

        artifact = self._get(f"manifests/{entry['digest']}")
        self.assertEqual(artifact["artifactType"], _BOM)
        self.assertEqual(artifact["subject"]["digest"], image["digest"])
        self.assertEqual(artifact["subject"]["size"], image["size"])
        bom = self._get(f"blobs/{artifact['layers'][0]['digest']}")

        layers = {layer["digest"] for layer in self._get(f"manifests/{image['digest']}")["layers"]}
        (idna,) = [one for one in bom["components"] if one["name"] == "idna"]
        (holder,) = [p["value"] for p in idna["properties"] if p["name"].endswith(":layer")]
        self.assertIn(holder, layers)
        depends = {one["ref"]: one.get("dependsOn", []) for one in bom["dependencies"]}
        (anyio,) = [ref for ref in depends if ref.startswith("pkg:pypi/anyio@")]
        self.assertIn(idna["purl"], depends[anyio])

    def _get(self, path: str) -> Any:
        url = f"http://{self._registry.host}/v2/app/{path}"
        request = urllib.request.Request(url, headers={"Accept": _TYPES})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)
