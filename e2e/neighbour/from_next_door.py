"""Imported by its bare name, as the launcher of `py_binary` allows for the root of every repository."""

KNOCK = "who is there"
