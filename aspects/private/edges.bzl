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

def visited(rule_attr, provider):
    """Returns the targets behind the edges of one rule that an aspect has visited.

    Args:
        rule_attr: (struct) `ctx.rule.attr` of the aspect.
        provider: (Provider) that the aspect gives to every target.

    Returns:
        (list of pairs) the edge (str) and the Target, in the order of `EDGES`; a target may stand in it twice.
    """
    found = []
    for edge in EDGES:
        value = getattr(rule_attr, edge, None)
        if not value:
            continue
        if type(value) == "Target":
            value = [value]
        elif type(value) not in ("list", "dict"):
            continue
        found.extend([(edge, item) for item in value if type(item) == "Target" and provider in item])
    return found
