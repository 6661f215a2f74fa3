#!/usr/bin/env python3
"""Subject of a test: starts with a shebang."""
