"""Greets louder."""

import os
import sys

if __name__ == "__main__":
    sys.stdout.write(f"{os.environ['GREETING']}, WORLD!\n")
