"""What goes wrong between an image layout and its first answer."""

from collections.abc import Iterable


class ContainerError(Exception):
    """An image that cannot be unpacked, started or asked."""

    def __init__(self, problem: str, *, evidence: Iterable[str] = (), fix: str = "") -> None:
        """Builds the text.

        Args:
            problem: what must hold and what was found; no full stop.
            evidence: lines that show it, without indentation.
            fix: the sentence that says what to change.
        """
        lines = [f"container: {problem}.", *(f"  {line}" for line in evidence)]
        super().__init__("\n".join([*lines, fix] if fix else lines))
