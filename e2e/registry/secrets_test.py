"""Who may push: passwords, helpers and tokens, that none of it is seen, and TLS.

python3 -m unittest discover -v -s e2e/registry -t . -p '*_test.py'
"""

import base64
import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from e2e.registry.apps import HELLO, WORKER, Told, kill
from e2e.registry.case import NAME, WORKER_NAME, RegistryCase
from e2e.registry.proxy import Fault, proxied
from e2e.registry.server import Server
from e2e.registry.token_service import make_certificate, token_service

_PASSWORD = "pass-of-the-e2e-tests"
_HASH = "$2b$05$abcdefghijklmnopqrstuuqh1afDURsH0FfHbPi/fU59WZPOPToRm"
"""The same by bcrypt, as `htpasswd -B` writes it."""

_PAIR = base64.b64encode(f"ann:{_PASSWORD}".encode()).decode()
_SECRETS = (_PASSWORD, _PAIR)

_HELPER = """\
#!/bin/sh
for process in $$ $PPID; do tr '\\0' ' ' </proc/$process/cmdline >>"$HOME/seen"; done
cat >>"$HOME/seen"
echo '{"ServerURL": "", "Username": "ann", "Secret": "%s"}'
"""

_WAIT_SECONDS = 60
_MIB = 1 << 20


class SecretsTest(RegistryCase):
    """A registry that wants to know who asks."""

    def test_a_password_of_docker_login(self) -> None:
        """In the file that DOCKER_CONFIG names, by basic authorization."""
        registry = self._guarded()

        told = self.apps.push(HELLO, registry.host, "--tag=v1", **self._logged_in(registry))

        self.assertEqual(told.status, 0, told.stderr)
        self.pulled(f"{registry.host}/{NAME}:v1", f"--src-creds=ann:{_PASSWORD}")
        self._check_unseen(told, registry)

    def test_a_password_of_podman_login(self) -> None:
        """In the file that REGISTRY_AUTH_FILE names."""
        registry = self._guarded()
        file = self._written({"auths": {registry.host: {"auth": _PAIR}}}, "auth.json")

        told = self.apps.push(HELLO, registry.host, "--tag=v1", REGISTRY_AUTH_FILE=str(file))

        self.assertEqual(told.status, 0, told.stderr)

    def test_a_credential_helper(self) -> None:
        """It is asked by a pipe: neither its arguments nor ours hold a secret."""
        registry = self._guarded()
        helper = self.directory / "bin" / "docker-credential-e2e"
        helper.parent.mkdir()
        helper.write_text(_HELPER % _PASSWORD)
        helper.chmod(0o755)
        config = self._written({"credHelpers": {registry.host: "e2e"}}).parent
        path = f"{helper.parent}:{os.environ['PATH']}"
        home = str(self.directory)

        told = self.apps.push(
            HELLO, registry.host, "--tag=v1", DOCKER_CONFIG=str(config), PATH=path, HOME=home
        )

        self.assertEqual(told.status, 0, told.stderr)
        seen = (self.directory / "seen").read_text()
        self.assertIn("docker-credential-e2e get", seen)
        self.assertTrue(seen.endswith(registry.host), seen)
        self._check_unseen(told, registry, seen)

    def test_nobody_may_not_push(self) -> None:
        """With what to do about it."""
        registry = self._guarded()

        told = self.apps.push(HELLO, registry.host, "--tag=v1")

        self.assertEqual(told.status, 2)
        self.assertIn("got 401 'Unauthorized'.\n", told.stderr)
        self.assertIn("Log in with `docker login`", told.stderr)

    def test_a_wrong_password_is_not_told(self) -> None:
        """Not even in the error."""
        registry = self._guarded()
        wrong = base64.b64encode(b"ann:wrong-password").decode()

        told = self.apps.push(HELLO, registry.host, **self._logged_in(registry, wrong))

        self.assertEqual(told.status, 2)
        self.assertIn("got 401 'Unauthorized'.\n", told.stderr)
        for secret in ("wrong-password", wrong):
            self.assertNotIn(secret, told.stderr)

    def test_a_secret_is_in_no_list_of_processes(self) -> None:
        """While blobs go over; nor is it in what a proxy writes into its log."""
        registry = self._guarded()
        held = Fault(kind="hold", method="PUT", path="/blobs/", least_bytes=_MIB, after_bytes=_MIB)
        with proxied(registry.host, held) as proxy:
            environment = self._logged_in(registry, host=proxy.host)
            process = self.apps.start(HELLO, proxy.host, "--tag=v1", **environment)
            self.assertTrue(held.held.wait(_WAIT_SECONDS))
            seen = _command_lines()
            told = kill(process)

        self.assertIn("hello-fastapi_image_push", seen)
        self._check_unseen(told, registry, seen, *proxy.requests)

    def test_tokens_for_what_is_done_and_no_more(self) -> None:
        """Of a service; a mount reads one other repository."""
        with token_service(self.directory, f"Basic {_PAIR}") as service:
            registry = self.served(service.configuration)
            environment = self._logged_in(registry)
            self.apps.push(HELLO, registry.host, "--tag=v1", **environment)
            told = self.apps.push(WORKER, registry.host, "--tag=v1", "--json", **environment)

        self.assertEqual(told.status, 0, told.stderr)
        self.assertIn("interpreter python 3.11", told.titles("mounted"))
        hello, worker = (f"repository:{name}:pull,push" for name in (NAME, WORKER_NAME))
        self.assertCountEqual(
            map(tuple, service.asked),
            [(hello,), (worker,), (worker, f"repository:{NAME}:pull")],
        )
        self._check_unseen(told, registry)

    def test_a_certificate_that_is_not_trusted(self) -> None:
        """Is refused, unless it is named, or anyone may be the registry."""
        key, certificate = make_certificate(self.directory)
        registry = self.served(f"  tls:\n    certificate: {certificate}\n    key: {key}\n")

        refused = self.apps.push(HELLO, registry.host, "--tag=v1")
        trusted = self.apps.push(HELLO, registry.host, SSL_CERT_FILE=str(certificate))
        insecure = self.apps.push(HELLO, registry.host, "--tag=v1", "--insecure")

        self.assertEqual((refused.status, trusted.status, insecure.status), (2, 0, 0))
        self.assertEqual(
            refused.stderr,
            f"push: error: https://{registry.host}/v2/: expected a trusted certificate, "
            "got 'self-signed certificate'.\n"
            "Name the certificates to trust in SSL_CERT_FILE, or, of a registry for tests, "
            "take any with --insecure.\n",
        )
        self.pulled(f"{registry.host}/{NAME}:v1")

    def _guarded(self) -> Server:
        """Starts a registry that wants a password."""
        passwords = self.directory / "htpasswd"
        passwords.write_text(f"ann:{_HASH}\n")
        return self.served(f"auth:\n  htpasswd:\n    realm: e2e\n    path: {passwords}\n")

    def _logged_in(
        self, registry: Server, pair: str = _PAIR, *, host: str = ""
    ) -> Mapping[str, str]:
        """Returns the environment of one who has logged in."""
        file = self._written({"auths": {host or registry.host: {"auth": pair}}})
        return {"DOCKER_CONFIG": str(file.parent)}

    def _written(self, config: Mapping[str, Any], name: str = "config.json") -> Path:
        file = self.directory / "docker" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(config))
        return file

    def _check_unseen(self, told: Told, registry: Server, *seen: str) -> None:
        """Checks that no secret is in what was told, logged, kept or seen."""
        kept = [file.read_text() for file in (self.apps.home / ".cache").rglob("*.json")]
        for secret in _SECRETS:
            for text in (told.stdout, told.stderr, registry.log(), *kept, *seen):
                self.assertNotIn(secret, text)


def _command_lines() -> str:
    """Returns the command lines of all processes, as any user may read them."""
    lines = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # a process that ended meanwhile
            lines.append(file.read_text(errors="replace").replace("\0", " "))
    return "\n".join(lines)
