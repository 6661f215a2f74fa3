"""The edges of the target graph along which a program's files come."""

visibility(["//aspects/...", "//layering/..."])

# The attributes of Python rules, and of rules that wrap them, that bring files into runfiles. What
# comes in by another way is not lost: `py_layers` finds it in the runfiles and asks for its owner.
EDGES = [
    "actual",
    "binary",
    "data",
    "deps",
    "exports",
    "implementation_deps",
    "pyi_deps",
    "runtime_deps",
    "srcs",
    "target",
]

def dependencies(rule_attr):
    """Returns the targets behind the edges of one rule.

    Args:
        rule_attr: (struct) `ctx.rule.attr` of an aspect.

    Returns:
        (list of Target) in the order of `EDGES`; a target may stand in it twice.
    """
    found = []
    for edge in EDGES:
        value = getattr(rule_attr, edge, None)
        if type(value) == "Target":
            found.append(value)
        elif type(value) in ("list", "dict"):
            found.extend([item for item in value if type(item) == "Target"])
    return found
