"""What goes over: at first, after an edit, and from a second service.

    python3 -m unittest discover -v -s e2e/registry -t . -p '*_test.py'

Needs docker-registry, skopeo and openssl; builds the images in a copy of this repository first.
"""

from collections.abc import Sequence
from typing import Any

from e2e.registry.apps import HELLO, WORKER
from e2e.registry.case import NAME, WORKER_NAME, RegistryCase


class PushTest(RegistryCase):
    """Pushes that nothing disturbs."""

    def test_the_first_push_sends_everything_and_skopeo_pulls_it(self) -> None:
        """Every blob once, then the tags."""
        host = self.registry.host
        told = self.apps.push(HELLO, host, "--tag=v1", "--tag=v2", "--json")

        self.assertEqual(told.status, 0, told.stderr)
        manifest = self.pulled(f"{host}/{NAME}:v1")
        blobs = [manifest["config"], *manifest["layers"]]
        self.assertCountEqual(self.registry.uploaded(), {blob["digest"] for blob in blobs})
        self.assertEqual(manifest, self.pulled(f"{host}/{NAME}@{told.json['digest']}"))
        self.assertLessEqual({"v1", "v2"}, set(self.registry.tags(NAME)))
        self.assertEqual(told.json["skipped"]["count"] + told.json["mounted"]["count"], 0)

    def test_the_second_push_of_an_image_sends_nothing(self) -> None:
        """Not even a manifest."""
        self.apps.push(HELLO, self.registry.host, "--tag=v1")
        before = len(self.registry.served())

        told = self.apps.push(HELLO, self.registry.host, "--tag=v1", "--json")

        self.assertEqual((told.json["sent"]["count"], told.json["mounted"]["count"]), (0, 0))
        methods = {one.method for one in self.registry.served()[before:]}
        self.assertEqual(methods, {"GET", "HEAD"})

    def test_a_push_after_an_edit_sends_app_config_and_manifests(self) -> None:
        """By what the registry's access log tells, and no byte more: manifest, index and tag."""
        self.apps.push(HELLO, self.registry.host, "--tag=v1")
        first = self.pulled(f"{self.registry.host}/{NAME}:v1")
        before = len(self.registry.served())
        self.apps.edit()

        told = self.apps.push(HELLO, self.registry.host, "--tag=v1", "--json")

        second = self.pulled(f"{self.registry.host}/{NAME}:v1")
        app = second["layers"][-1]["digest"]
        self.assertEqual(
            [layer["digest"] for layer in second["layers"][:-1]],
            [layer["digest"] for layer in first["layers"][:-1]],
        )
        uploaded = self.registry.uploaded(since=before)
        self.assertCountEqual(uploaded, [second["config"]["digest"], app])
        size = sum(map(self.registry.size, uploaded))
        sent = [part for part in told.json["parts"] if part["done"] == "sent"]
        self.assertEqual(size, sum(one["size"] for one in sent if one["kind"] == "blob"))
        self.assertEqual({one["kind"] for one in sent}, {"blob", "manifest", "tag"})
        self.assertLess(size, 20_000)
        puts = [one.path for one in self.registry.served()[before:] if one.method == "PUT"]
        self.assertEqual(sum("/blobs/" in path for path in puts), 2)
        self.assertEqual(sum("/manifests/sha256:" in path for path in puts), 2)

    def test_a_second_service_mounts_every_layer_that_it_shares(self) -> None:
        """It knows from where: this machine pushed the other service."""
        self.apps.push(HELLO, self.registry.host, "--tag=v1")
        hello = self.pulled(f"{self.registry.host}/{NAME}:v1")
        before = len(self.registry.served())

        told = self.apps.push(WORKER, self.registry.host, "--tag=v1", "--json")

        worker = self.pulled(f"{self.registry.host}/{WORKER_NAME}:v1")
        self._check_shared(hello, worker, self.registry.uploaded(since=before))
        self.assertIn("interpreter python 3.11", told.titles("mounted"))
        sources = {part["source"] for part in told.json["parts"] if part["done"] == "mounted"}
        self.assertEqual(sources, {NAME})

    def test_another_machine_mounts_what_it_is_told_of(self) -> None:
        """Where nothing is remembered: `--mount-from`."""
        self.apps.push(HELLO, self.registry.host, "--tag=v1")
        hello = self.pulled(f"{self.registry.host}/{NAME}:v1")
        before = len(self.registry.served())
        self.apps.forget()

        self.apps.push(WORKER, self.registry.host, "--tag=v1", f"--mount-from={NAME}")

        worker = self.pulled(f"{self.registry.host}/{WORKER_NAME}:v1")
        self._check_shared(hello, worker, self.registry.uploaded(since=before))

    def test_a_memory_of_a_registry_that_was_emptied_does_no_harm(self) -> None:
        """Mounts fail, and the blobs are sent."""
        self.apps.push(HELLO, self.registry.host, "--tag=v1")
        self.registry.empty()

        told = self.apps.push(WORKER, self.registry.host, "--tag=v1", "--json")

        self.assertEqual(told.status, 0, told.stderr)
        self.assertEqual(told.json["mounted"]["count"], 0)
        self.pulled(f"{self.registry.host}/{WORKER_NAME}:v1")

    def test_a_dry_run_tells_and_writes_nothing(self) -> None:
        """Neither a blob nor an upload that is never closed."""
        self.apps.push(HELLO, self.registry.host, "--tag=v1")
        before = len(self.registry.served())

        told = self.apps.push(WORKER, self.registry.host, "--tag=v1", "--json", "--dry-run")

        self.assertIn("interpreter python 3.11", told.titles("mounted"))
        self.assertIn("tag v1", told.titles("sent"))
        methods = {one.method for one in self.registry.served()[before:]}
        self.assertEqual(methods, {"GET", "HEAD"})
        self.assertEqual(self.registry.tags(WORKER_NAME), [])

    def test_pieces_are_one_blob(self) -> None:
        """The interpreter, in seven requests."""
        told = self.apps.push(HELLO, self.registry.host, "--tag=v1", "--chunk-mib=1")

        self.assertEqual(told.status, 0, told.stderr)
        self.pulled(f"{self.registry.host}/{NAME}:v1")
        self.assertIn("PATCH", {one.method for one in self.registry.served()})

    def _check_shared(self, hello: Any, worker: Any, uploaded: Sequence[str]) -> None:
        """Checks that the second push sent what only its image has, and all of that."""
        there, wanted = ({layer["digest"] for layer in one["layers"]} for one in (hello, worker))
        self.assertGreater(len(there & wanted), 5)
        self.assertCountEqual(uploaded, [*(wanted - there), worker["config"]["digest"]])
