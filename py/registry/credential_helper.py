"""How a credential helper is asked: a program beside Docker, spoken to by pipes alone.

Source: https://github.com/docker/docker-credential-helpers#development
"""

import json
import subprocess
from typing import Any

from registry.credential import Credential
from registry.errors import CredentialError

_SECONDS = 60
"""Some open a browser or ask for a PIN."""

_NOT_FOUND = "credentials not found in native keychain"
_TOKEN_USER = "<token>"  # noqa: S105 - how a helper marks a token
_SHOWN_CHARACTERS = 200


def ask_helper(helper: str, server: str) -> Credential | None:
    """Asks a helper for the credential of a server.

    Args:
        helper: the end of the program's name: "ecr-login" of docker-credential-ecr-login.
        server: as the helper knows it. Goes through a pipe, as the secret does: both are in no
            list of processes.

    Returns:
        The credential; `None` if the helper has none.

    Raises:
        CredentialError: if the helper is not there, fails, or says something else.
    """
    program = f"docker-credential-{helper}"
    try:
        done = subprocess.run(
            [program, "get"],
            input=server,
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        reason = error.strerror if isinstance(error, OSError) else f"no answer in {_SECONDS} s"
        raise _failed(program, server, repr(reason)) from None
    if done.returncode:
        said = done.stdout.strip()  # where the protocol puts an error's text
        if said.lower() == _NOT_FOUND:
            return None
        # A helper that failed after its answer: that holds the secret.
        told = "" if "Secret" in said else said
        raise _failed(program, server, f"exit status {done.returncode}", told)
    return _credential(program, server, done.stdout)


def _credential(program: str, server: str, said: str) -> Credential | None:
    try:
        value: Any = json.loads(said)
        user, secret = value["Username"], value["Secret"]
    except (ValueError, KeyError, TypeError):
        # What was said may hold the secret: it is not told.
        raise _failed(program, server, "an answer without Username and Secret") from None
    if user == _TOKEN_USER:
        return Credential(identity_token=secret)
    return Credential(username=user, password=secret) if user or secret else None


def _failed(program: str, server: str, got: str, said: str = "") -> CredentialError:
    return CredentialError(
        f"credentials of {server}: expected {program} to tell them, got {got}",
        evidence=[said[:_SHOWN_CHARACTERS]] if said else [],
        fix=f"Mend {program}, or drop it from credHelpers and credsStore in Docker's config.json.",
    )
