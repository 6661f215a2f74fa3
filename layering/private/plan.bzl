"""Which packages of an image share a layer: a function of the packages, the plan and the budget.

Every package has a layer of its own while they fit. Over budget, packages leave theirs one by one, those
that matter least first, each for the bucket that its name alone decides, until the rest fits. A bucket or
group of which an image has one package is that package's own layer, as it is. docs/planning.md tells why.
"""

load(":layer.bzl", "label_text")

visibility("//layering/...")

# Set aside in every image, whether it has them or not, so that the first file of another module moves no
# package: CA certificates, interpreter, links, external, internal, app.
FIXED_LAYERS = 6

# What no container runtime mounts more of. https://github.com/moby/moby/blob/v27.0.0/layer/layer_store.go
MAX_LAYERS = 127

_TOO_FEW = """\
py_layers {label}: expected `budget` to be at least {needed}, got {budget}.
  {fixed}: CA certificates, interpreter, links, external, internal and app
  {kept}: groups and parts of split packages of this image
  {buckets}: buckets of {plan}
The image has {count} other packages, too many for a layer each: raise `budget`, or lower `buckets` in the layer_plan.
"""

_OUT_OF_RANGE = """\
py_layers {label}: expected `budget` to be from {least} to {most}, got {budget}.
  {least}: CA certificates, the interpreter's layer, links, external, internal, app and one for packages
  {most}: the most that a container runtime mounts, the base's layers with them
Leave `budget` out: 60 leaves room for a base.
"""

# Behind every number that a plan gives.
_LAST = 1 << 62

# FNV-1a, 32 bits. http://www.isthe.com/chongo/tech/comp/fnv/
_FNV_BASIS = 2166136261
_FNV_PRIME = 16777619

_ASCII = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"

_CODES = {character: 32 + index for index, character in enumerate(_ASCII.elems())}

def stable_hash(text):
    """Returns a number that depends on the text alone, never on Bazel, the machine or the neighbours.

    Args:
        text: (str) printable ASCII; any other character counts as 127.

    Returns:
        (int) FNV-1a of its bytes, from 0 to 2**32 - 1.
    """
    value = _FNV_BASIS
    for character in text.elems():
        value = ((value ^ _CODES.get(character, 127)) * _FNV_PRIME) & 0xffffffff
    return value

def bucket_of(number, buckets):
    """Returns the number of a package's bucket.

    Args:
        number: (int) `stable_hash` of the package's name.
        buckets: (int) how many the repository has.

    Returns:
        (int) from 1 to `buckets`.
    """
    return 1 + number % buckets

def with_fewer_buckets(plan, most):
    """Returns a plan for an image whose budget has no room for all buckets of the repository.

    Images with the same `most` share what they join; those with another do not.

    Args:
        plan: (PyLayerPlanInfo) of the repository.
        most: (int) the most buckets; 0: as many as the plan says.

    Returns:
        (PyLayerPlanInfo or struct) the plan, as `planned_layers` takes it.
    """
    if not most or most >= plan.buckets:
        return plan
    return struct(
        buckets = most,
        group_by_package = plan.group_by_package,
        label = plan.label,
    )

def ranked(plan, *, name, version, label):
    """Returns where a package stands among others, computed once for all images.

    Args:
        plan: (PyLayerPlanInfo) of the repository.
        name: (str) of the package, normalised; the label where only its files name it.
        version: (str) of it.
        label: (str) of its target.

    Returns:
        (struct) `importance`: which package keeps its layer before others, `heavy`, known ones without a weight,
        then the weights; `place`: where its layer stands, `order`, then `heavy`, then the name; `key`: its name, its
        version, its label; `number`, see `bucket_of`.
    """
    key = (name, version, label)
    return struct(
        importance = (plan.ranks.get(name, _LAST), key),
        key = key,
        number = stable_hash(name),
        place = (plan.places.get(name, _LAST), key),
    )

def _place(package):
    return package.rank.place

def _importance(package):
    return package.rank.importance

def in_order(packages):
    """Returns packages in the repository-wide order of layers; `packages` as of `planned_layers`."""
    return sorted(packages, key = _place)

def _divided(packages, plan):
    """Packages of groups, split packages, all others; `kept`: the layers of the first two, whatever the budget."""
    groups, alone, others = {}, [], []
    for package in packages:
        group = plan.group_by_package.get(package.name)
        if group:
            groups.setdefault(group, []).append(package)
        elif package.parts > 1:
            alone.append(package)
        else:
            others.append(package)
    kept = len(groups)
    for package in alone:
        kept += package.parts
    return struct(alone = alone, groups = groups, kept = kept, others = others)

def budget_problem(label, packages, plan, *, budget):
    """Returns why an image cannot be had within its budget.

    Args:
        label: (Label) of the `py_layers`.
        packages: (list of struct) see `planned_layers`.
        plan: (PyLayerPlanInfo) of the repository.
        budget: (int) the most layers of ours.

    Returns:
        (str) the error text, or "" if it can.
    """
    if budget <= FIXED_LAYERS or budget > MAX_LAYERS:
        return _OUT_OF_RANGE.format(budget = budget, label = label, least = FIXED_LAYERS + 1, most = MAX_LAYERS)
    divided = _divided(packages, plan)
    needed = FIXED_LAYERS + divided.kept + min(len(divided.others), plan.buckets)
    if budget >= needed:
        return ""
    return _TOO_FEW.format(
        buckets = plan.buckets,
        budget = budget,
        count = len(divided.others),
        fixed = FIXED_LAYERS,
        kept = divided.kept,
        label = label,
        needed = needed,
        plan = label_text(plan.label),
    )

def _within(packages, plan, room):
    """Returns the packages that keep their layers, and the buckets of the others by number."""
    if len(packages) <= room:
        return packages, {}
    packages = sorted(packages, key = _importance)
    buckets = {}
    for count in range(len(packages) - 1, -1, -1):
        number = bucket_of(packages[count].rank.number, plan.buckets)
        buckets.setdefault(number, []).append(packages[count])
        if count + len(buckets) <= room:
            return packages[:count], buckets
    return [], buckets

def _joined(packages, name, fact):
    return struct(
        fact = fact,
        name = name,
        packages = in_order(packages),
    )

def planned_layers(packages, plan, *, budget):
    """Returns the layers of the packages of an image, in their order.

    Args:
        packages: (list of struct) those in the image, in any order: `name` (str), `parts` (int: its layers
            where it stands alone) and `rank`, see `ranked`.
        plan: (PyLayerPlanInfo) of the repository.
        budget: (int) the most layers of ours, for which `budget_problem` has none.

    Returns:
        (list of struct) `name` (str: of what is joined; "" for one package, whose members are
        the layers as they are), `fact` (str: why they share it) and `packages` (list: those given,
        at least one).
    """
    divided = _divided(packages, plan)
    kept, buckets = _within(divided.others, plan, budget - FIXED_LAYERS - divided.kept)
    joined = [
        _joined(divided.groups[group], "group-" + group, "group {} of the plan".format(group))
        for group in sorted(divided.groups)
    ] + [
        _joined(buckets[number], "bucket-{}".format(number), "bucket {} of {}".format(number, plan.buckets))
        for number in sorted(buckets)
    ]
    single = kept + divided.alone + [layer.packages[0] for layer in joined if len(layer.packages) == 1]
    return [
        struct(fact = "", name = "", packages = [package])
        for package in in_order(single)
    ] + [layer for layer in joined if len(layer.packages) > 1]
