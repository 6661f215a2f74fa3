"""How many bytes, for people: as registries print them, in powers of 1000."""

_UNITS = ("kB", "MB", "GB", "TB")
_STEP = 1000


def human_size(size: int) -> str:
    """Returns a size with one decimal and the unit that leaves at most three digits before it.

    Args:
        size: bytes.

    Returns:
        (str) such as "999 B", "1.0 kB" or "277.3 MB".
    """
    if size < _STEP:
        return f"{size} B"
    value = float(size)
    for unit in _UNITS:
        value /= _STEP
        if round(value, 1) < _STEP or unit == _UNITS[-1]:
            break
    return f"{value:.1f} {unit}"
