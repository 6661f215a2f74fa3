"""Fails a test with what an action has written: `FILE`, which is empty where nothing is wrong."""

import sys
from pathlib import Path


def main(src: str) -> int:
    """Prints the verdict.

    Args:
        src: its file.

    Returns:
        The exit code.
    """
    verdict = Path(src).read_text(encoding="utf-8")
    sys.stderr.write(verdict)
    return 1 if verdict else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
