"""What becomes of a push that is killed or cut off, and of a registry that fails or lies.

python3 -m unittest discover -v -s e2e/registry -t . -p '*_test.py'
"""

import signal
import time

from e2e.registry.apps import HELLO, WORKER, Told, kill
from e2e.registry.case import NAME, RegistryCase
from e2e.registry.proxy import Fault, proxied

_UPLOADS = "/blobs/uploads/"
_MIB = 1 << 20
_LIE = {"Docker-Content-Digest": f"sha256:{'0' * 64}"}
_WAIT_SECONDS = 60


class FaultsTest(RegistryCase):
    """Faults are made by a proxy; the registry is a real one."""

    def test_a_push_that_is_killed_half_way_is_made_good_by_the_next(self) -> None:
        """No tag before, all of the image after, and what had arrived is not sent again."""
        held = Fault(kind="hold", method="PUT", path=_UPLOADS, least_bytes=_MIB, after_bytes=_MIB)
        with proxied(self.registry.host, held) as proxy:
            process = self.apps.start(HELLO, proxy.host, "--tag=v1")
            self.assertTrue(held.held.wait(_WAIT_SECONDS))
            self._wait_for_blobs(10)
            self.assertEqual(kill(process).status, -9)

        arrived = self.registry.uploaded()
        self.assertEqual(self.registry.tags(NAME), [])
        told = self.apps.push(HELLO, self.registry.host, "--tag=v1", "--json")
        self.assertEqual(told.status, 0, told.stderr)
        # A blob that was whole when the push was killed may be answered, and logged, after it.
        self.assertGreaterEqual(told.json["skipped"]["count"], len(arrived))
        uploaded = self.registry.uploaded()
        self.assertEqual(len(uploaded), len(set(uploaded)))
        self._check_complete()

    def test_a_push_that_is_interrupted_ends_at_once(self) -> None:
        """By Ctrl-C, while an answer is waited for."""
        held = Fault(kind="hold", method="PUT", path=_UPLOADS, least_bytes=_MIB, after_bytes=_MIB)
        with proxied(self.registry.host, held) as proxy:
            process = self.apps.start(HELLO, proxy.host, "--tag=v1")
            self.assertTrue(held.held.wait(_WAIT_SECONDS))
            process.send_signal(signal.SIGINT)
            _, stderr = process.communicate(timeout=_WAIT_SECONDS)

        self.assertEqual(process.returncode, 130)
        self.assertTrue(
            stderr.endswith("push: interrupted: no tag was changed that is not named above\n")
        )
        self.assertEqual(self.registry.tags(NAME), [])

    def test_a_push_that_is_cut_off_half_way_is_made_good_by_the_next(self) -> None:
        """By the network, once, in a push that does not try again."""
        cut = Fault(kind="cut", method="PUT", path=_UPLOADS, least_bytes=_MIB, after_bytes=_MIB)
        with proxied(self.registry.host, cut) as proxy:
            self._check_failed(
                self.apps.push(HELLO, proxy.host, "--tag=v1", "--retries=0"),
                f"push: error: PUT http://{proxy.host}/v2/{NAME}{_UPLOADS}",
                ": expected an answer, got ProtocolError",
            )

        self.assertEqual(self.apps.push(HELLO, self.registry.host, "--tag=v1").status, 0)
        self._check_complete()

    def test_a_push_goes_on_after_the_connection_broke(self) -> None:
        """Three times in one push."""
        cuts = [
            Fault(kind="cut", method="PUT", path=_UPLOADS, least_bytes=size, after_bytes=size // 2)
            for size in (_MIB, 1000, 10)
        ]
        with proxied(self.registry.host, *cuts) as proxy:
            told = self.apps.push(HELLO, proxy.host, "--tag=v1")
            self.assertEqual(told.status, 0, told.stderr)

        self.assertEqual([cut.times for cut in cuts], [0, 0, 0])
        self._check_complete()

    def test_pieces_that_arrived_are_not_sent_again(self) -> None:
        """The third piece is lost; the upload goes on with it, and does not begin anew."""
        lost = Fault(kind="answer", method="PATCH", least_bytes=_MIB, skip=2, status=502)
        with proxied(self.registry.host, lost) as proxy:
            words = ("--tag=v1", "--chunk-mib=1", "--jobs=1")
            told = self.apps.push(HELLO, proxy.host, *words)
            self.assertEqual(told.status, 0, told.stderr)
            begun = [one for one in proxy.requests if one.startswith("POST ")]

        self.assertEqual(lost.times, 0)
        self._check_complete()
        self.assertEqual(len(begun), len(self.registry.uploaded()))

    def test_a_piece_that_is_cut_off_within(self) -> None:
        """Of such an upload this registry knows nothing any more: the blob is sent anew."""
        cut = Fault(kind="cut", method="PATCH", least_bytes=_MIB, skip=2, after_bytes=_MIB // 2)
        with proxied(self.registry.host, cut) as proxy:
            told = self.apps.push(HELLO, proxy.host, "--tag=v1", "--chunk-mib=1")
            self.assertEqual(told.status, 0, told.stderr)

        self.assertEqual(cut.times, 0)
        self._check_complete()

    def test_a_registry_that_answers_500(self) -> None:
        """To blobs, to manifests, to tags: told with how often it was tried, and no tag."""
        for path in (_UPLOADS, "/manifests/sha256:", "/manifests/[a-z0-9]+$"):
            with self.subTest(path=path):
                fault = Fault(kind="answer", method="PUT", path=path, status=500, times=99)
                with proxied(self.registry.host, fault) as proxy:
                    self._check_failed(
                        self.apps.push(HELLO, proxy.host, "--tag=v1", "--retries=1"),
                        f"push: error: PUT http://{proxy.host}/v2/{NAME}",
                        ": expected 201, got 500 'Internal Server Error'.",
                        "  tried 2 times",
                        "the fault is the registry's, or of something before it.",
                    )

    def test_a_registry_that_answers_429_is_waited_for(self) -> None:
        """As long as it asks for."""
        head = {"Retry-After": "2"}
        fault = Fault(kind="answer", method="POST", status=429, headers=head)
        start = time.monotonic()
        with proxied(self.registry.host, fault) as proxy:
            told = self.apps.push(HELLO, proxy.host, "--tag=v1")

        self.assertEqual(told.status, 0, told.stderr)
        self.assertGreaterEqual(time.monotonic() - start, 2)
        self._check_complete()

    def test_a_registry_that_answers_429_again_and_again(self) -> None:
        """An error that says what may help."""
        fault = Fault(kind="answer", method="POST", status=429, times=99)
        with proxied(self.registry.host, fault) as proxy:
            self._check_failed(
                self.apps.push(HELLO, proxy.host, "--tag=v1", "--retries=1"),
                ": expected 202, got 429 'Too Many Requests'.",
                "Try again later, or with --jobs 1.",
            )

    def test_connections_that_break_again_and_again(self) -> None:
        """Whatever is asked."""
        for method in ("HEAD", "POST", "PUT"):
            with self.subTest(method=method):
                fault = Fault(kind="cut", method=method, times=99)
                with proxied(self.registry.host, fault) as proxy:
                    self._check_failed(
                        self.apps.push(HELLO, proxy.host, "--tag=v1", "--retries=1"),
                        f"push: error: {method} http://{proxy.host}/v2/{NAME}",
                        ": expected an answer, got ",
                    )

    def test_a_registry_that_lies_about_a_digest(self) -> None:
        """Of a blob it has, of one it took, of a manifest it took."""
        for method, path, what in (
            ("HEAD", "/blobs/", "a blob"),
            ("PUT", _UPLOADS, "the blob"),
            ("PUT", "/manifests/sha256:", "the manifest at sha256:"),
        ):
            with self.subTest(what=what):
                lie = Fault(kind="lie", method=method, path=path, headers=_LIE, times=99)
                lie.status = 200 if method == "HEAD" else 0
                with proxied(self.served().host, lie) as proxy:
                    told = self.apps.push(HELLO, proxy.host, "--tag=v1")
                    requests = list(proxy.requests)
                self.assertEqual(told.status, 2, told.stderr)
                self.assertIn(f"expected the registry to have {what}", told.stderr)
                self.assertIn(f"got 'sha256:{'0' * 64}'", told.stderr)
                self.assertFalse([one for one in requests if one.endswith("/v1")])

    def test_a_push_that_fails_leaves_the_tag_as_it_was(self) -> None:
        """It names the image of before, and that is whole."""
        self.apps.push(WORKER, self.registry.host, "--tag=v1", f"--repository={NAME}")
        before = self.pulled(f"{self.registry.host}/{NAME}:v1")
        fault = Fault(kind="answer", method="PUT", path="/manifests/", status=500, skip=1, times=99)
        with proxied(self.registry.host, fault) as proxy:
            told = self.apps.push(HELLO, proxy.host, "--tag=v1", "--retries=0")

        self.assertEqual(told.status, 2)
        self.assertEqual(self.pulled(f"{self.registry.host}/{NAME}:v1"), before)

    def _check_failed(self, told: Told, *texts: str) -> None:
        """Checks that a push ended in an error with these texts, and left no tag."""
        self.assertEqual(told.status, 2, told.stderr)
        self.assertNotIn("Traceback", told.stderr)
        for text in texts:
            self.assertIn(text, told.stderr)
        self.assertEqual(self.registry.tags(NAME), [])

    def _check_complete(self) -> None:
        """Checks that the registry has all of the image."""
        manifest = self.pulled(f"{self.registry.host}/{NAME}:v1")
        self.assertGreater(len(manifest["layers"]), 15)

    def _wait_for_blobs(self, count: int) -> None:
        end = time.monotonic() + _WAIT_SECONDS
        while len(self.registry.uploaded()) < count:
            self.assertLess(time.monotonic(), end, self.registry.log())
            time.sleep(0.05)
