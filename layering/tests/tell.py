"""Tells where it runs, and with what."""

import json
import platform
import sys
from pathlib import Path

_DATA = Path("layering/tests/text.txt")

if __name__ == "__main__":
    told = {
        "arguments": sys.argv[1:],
        "data": _DATA.read_text(encoding="utf-8"),
        "machine": platform.machine(),
    }
    sys.stdout.write(json.dumps(told))
