"""Text that drives no terminal: names of files hold anything."""


def printable(text: str) -> str:
    """Escapes what is not printed as it is."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
