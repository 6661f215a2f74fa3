"""Imported by its bare name, as the launcher of `py_binary` allows in every repository."""

KNOCK = "who is there"
