"""The parts of a wheel that is too large for one layer: cut at paths that the plan names.

A part holds the files from one boundary to the next, by their paths below site-packages, so that a new
version of the wheel changes the parts that it changed. What lies elsewhere in the venv is in the first part.
"""

load("//aspects/private:layers_info.bzl", "component")
load(":entries.bzl", "SITE_PACKAGES", "wheel_dest")

visibility("//layering/...")

_NOT_TAGGED = """\
layer_plan {plan}: expected a wheel with tags for its name and version in `splits`, got {name} without `pypi_version=`.
  {label}
Tag the target `pypi_version=<version>`: a part without the wheel's *.dist-info directory cannot find it.
"""

_BELOW = "venv/" + SITE_PACKAGES + "/"

def part_of(dest, boundaries):
    """Returns the part that a file belongs to.

    Args:
        dest: (str) below the layout's root, see `wheel_dest`.
        boundaries: (list of str) sorted paths below site-packages; each begins another part.

    Returns:
        (int) from 0 to the number of boundaries.
    """
    if not dest.startswith(_BELOW):
        return 0
    path = dest[len(_BELOW):]
    low, high = 0, len(boundaries)
    for _ in range(len(boundaries)):
        if low == high:
            break
        middle = (low + high) // 2
        if path < boundaries[middle]:
            high = middle
        else:
            low = middle + 1
    return low

def wheel_parts(wheel, plan):
    """Returns the parts of a wheel as components of their own.

    Args:
        wheel: (struct) its component.
        plan: (PyLayerPlanInfo) whose `splits` has boundaries for it.

    Returns:
        (list of struct) components with `part` from 1, in order; a part without a file is left out.

    Fails:
        if the wheel's tags do not tell its version.
    """
    if not wheel.version:
        fail(_NOT_TAGGED.format(label = wheel.label, name = repr(wheel.name), plan = plan.label))
    boundaries = plan.splits[wheel.name]
    files_by_part = {number: [] for number in range(len(boundaries) + 1)}
    for file in wheel.files.to_list():
        files_by_part[part_of(wheel_dest(file.short_path, wheel.import_root), boundaries)].append(file)
    return [
        component(
            label = wheel.label,
            origin = wheel.origin,
            name = wheel.name,
            version = wheel.version,
            fact = wheel.fact,
            files = depset(files),
            import_root = wheel.import_root,
            part = number + 1,
        )
        for number, files in files_by_part.items()
        if files
    ]
