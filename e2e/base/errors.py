"""What the base image tool says when it cannot do its work."""

from collections.abc import Iterable


class DebianError(Exception):
    """A problem that the reader can repair: what must hold, what was found, and the edit."""

    def __init__(self, problem: str, *, evidence: Iterable[str] = (), fix: str) -> None:
        """Builds the text.

        Args:
            problem: what must hold and what was found; no full stop.
            evidence: lines that show it, without indentation.
            fix: the sentence that says what to change.
        """
        super().__init__("\n".join([f"{problem}.", *(f"  {line}" for line in evidence), fix]))
