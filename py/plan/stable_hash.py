"""Which bucket a package falls into: `stable_hash` of `layering/private/plan.bzl`, in Python.

Both are held to `layering/tests/plan_vectors.bzl`.
"""

# FNV-1a, 32 bits. http://www.isthe.com/chongo/tech/comp/fnv/
_BASIS = 2166136261
_PRIME = 16777619

_FIRST = 32
_OTHER = 127
"""What a character counts for that is not printable ASCII."""


def stable_hash(text: str) -> int:
    """Returns a number that depends on the text alone, from 0 to 2**32 - 1.

    Args:
        text: of any characters; those of normalised names are printable ASCII.
    """
    value = _BASIS
    for byte in text.encode():  # as Starlark has it: one element a byte
        value = ((value ^ (byte if _FIRST <= byte < _OTHER else _OTHER)) * _PRIME) % 2**32
    return value


def bucket_of(name: str, buckets: int) -> int:
    """Returns the number of a package's bucket, from 1.

    Args:
        name: of the package, normalised.
        buckets: how many the repository has.
    """
    return 1 + stable_hash(name) % buckets
