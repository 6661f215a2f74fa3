"""Measures rules_py_layers against other tools, side by side on this machine."""
