"""Stands where a container runtime would: what rules_oci loads goes to the file SAVE_TO names."""

import os
import shutil
import sys
from pathlib import Path

if __name__ == "__main__":
    command, option, src = sys.argv[1:]
    if (command, option) != ("load", "--input"):
        sys.exit(f"save: expected load --input FILE, got {sys.argv[1:]!r}")
    with Path(src).open("rb") as stream, Path(os.environ["SAVE_TO"]).open("wb") as dest:
        shutil.copyfileobj(stream, dest)
