"""What is told when a registry does not do what was asked; texts as in `layers.errors`.

No text holds a secret: of a URL only host and path are told, never its query, which may be signed.
"""

from collections.abc import Sequence

from layers.errors import LayersError

NO_REGISTRY = "Check that the registry serves the OCI distribution specification."
CHANGED_ON_THE_WAY = (
    "Something between here and the registry changes what is sent, or the registry is broken."
)


class GrammarError(LayersError):
    """A registry, repository, tag or reference that the grammar forbids."""


class CredentialError(LayersError):
    """Credentials that are configured and could not be had."""


class RegistryError(LayersError):
    """An answer that is not the one that was asked for."""


class TrustError(RegistryError):
    """A registry whose certificate is not trusted."""


class DigestError(RegistryError):
    """A registry that says another digest than the bytes have."""


class StoppedError(RegistryError):
    """A request that was given up because another one failed."""


class BusyError(RegistryError):
    """A fault that may pass: no connection, a broken one, too many requests, a server's error."""

    def __init__(
        self,
        problem: str,
        *,
        evidence: Sequence[str] = (),
        fix: str = "",
        retry_after: float | None = None,
    ) -> None:
        """Builds the text.

        Args:
            problem: as of all errors.
            evidence: as of all errors.
            fix: as of all errors.
            retry_after: seconds that the registry asks for.
        """
        super().__init__(problem, evidence=evidence, fix=fix)
        self.retry_after = retry_after
        self._parts = (problem, evidence, fix)

    def tried(self, attempts: int) -> "BusyError":
        """Returns the same, with how often it was tried."""
        problem, evidence, fix = self._parts
        return BusyError(problem, evidence=[*evidence, f"tried {attempts} times"], fix=fix)
