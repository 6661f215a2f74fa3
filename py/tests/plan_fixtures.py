"""Histories made from a few lines."""

from plan.snapshots import Package, Snapshot


def snapshot(**sizes_by_name: int | tuple[str, int]) -> dict[str, Package]:
    """Packages as name=bytes, or name=(version, bytes)."""
    return {
        name.replace("_", "-"): Package(*size) if isinstance(size, tuple) else Package("1", size)
        for name, size in sizes_by_name.items()
    }


def changed(before: Snapshot, *names: str, **sizes_by_name: int) -> dict[str, Package]:
    """The next snapshot: new versions of `names`, and packages that come."""
    after = dict(before) | snapshot(**sizes_by_name)
    for name in names:
        after[name] = Package(before[name].version + "+", before[name].size)
    return after
