"""What each entry of `dep_layers` reaches, and what it takes of an image: the first that reaches a file has it.

Packages are known by their labels and files by their paths in runfiles, not by Files: a binary that sets
something for its own dependencies has them in another configuration than an entry that names them.
"""

load(":members.bzl", "PyMembersInfo", "info_of")

visibility("//layering/...")

_NOTHING = """\
py_layers {label}: expected targets that {binary} depends on in the entry {name} of `dep_layers`, got none with a file of the image.
{targets}
Add them to the deps of {binary}, or drop the entry.
"""

_TAKEN = """\
py_layers {label}: expected a file that no earlier entry reaches in the entry {name} of `dep_layers`, got none.
{targets}
{earlier} reached all of them: put the entry before, or drop it.
"""

_NOT_REACHED = """\
py_layers {label}: expected `app_layer` to be a library that {binary} depends on, got one with no file in the image.
  {target}
Add it to the deps of {binary}, or leave `app_layer` out.
"""

_UNKNOWN = """\
py_layers {label}: expected `dep_targets` to name layers of `dep_layers`, got {name} for {target}.
  dep_layers = {names}
Add it to `dep_layers`, where it is to stand.
"""

def _files(target):
    """The paths of all files that come with a target."""
    info = target[DefaultInfo]
    files = info.files.to_list()
    if info.default_runfiles:
        files += info.default_runfiles.files.to_list()
    return {file.short_path: None for file in files}

def _members(target):
    """The labels of all packages that come with a target."""
    if PyMembersInfo not in target:
        return {}
    return {member.label: None for member in target[PyMembersInfo].members.to_list()}

def dep_entries(label, names, targets):
    """Returns what the entries of `dep_layers` reach.

    Args:
        label: (Label) of the `py_layers`.
        names: (list of str) in the order of their layers.
        targets: (dict from Target to str) the entry that names each.

    Returns:
        (list of struct) `name`, `targets` (list of Label), `members` (dict: labels of packages) and `files`
        (dict: short paths).

    Fails:
        if a target names a layer that is not there.
    """
    for target, name in targets.items():
        if name not in names:
            fail(_UNKNOWN.format(label = label, name = repr(name), names = names, target = target.label))
    entries = []
    for name in names:
        of_entry = [target for target, entry in targets.items() if entry == name]
        members, files = {}, {}
        for target in of_entry:
            members |= _members(target)
            files |= _files(target)
        entries.append(struct(
            files = files,
            members = members,
            name = name,
            targets = [target.label for target in of_entry],
        ))
    return entries

def own_paths(target):
    """Returns the paths of the files of a target itself, without those of what it depends on.

    Args:
        target: (Target or None) of `app_layer`.

    Returns:
        (dict) short paths; empty for None.
    """
    if not target:
        return {}
    files = target[DefaultInfo].files.to_list()
    info = info_of(target)
    if info:
        files += info.own_files
    return {file.short_path: None for file in files}

def divided(groups, paths):
    """Divides files of an image into those an entry takes and the others.

    Args:
        groups: (list of struct) see `assign`.
        paths: (dict) short paths.

    Returns:
        (tuple of two lists of struct) what it takes, and what is left; entries that are no plain files stay.
    """
    taken, left = [], []
    for group in groups:
        files = [file for file in group.files if file.short_path in paths]
        if not files:
            left.append(group)
            continue
        taken.append(struct(component = group.component, entries = [], files = files, read = []))
        others = [file for file in group.files if file.short_path not in paths]
        if others or group.entries:
            left.append(struct(
                component = group.component,
                entries = group.entries,
                files = others,
                read = group.read,
            ))
    return taken, left

def entry_problem(label, binary, entry, earlier):
    """Returns why an entry without anything to take is an error.

    Args:
        label: (Label) of the `py_layers`.
        binary: (Label) the program.
        entry: (struct) see `dep_entries`.
        earlier: (list of str) the entries before it that have what it reaches; empty: the image has none of it.

    Returns:
        (str) the error text.
    """
    text = _TAKEN if earlier else _NOTHING
    return text.format(
        binary = binary,
        earlier = ", ".join([repr(name) for name in earlier]),
        label = label,
        name = repr(entry.name),
        targets = "\n".join(["  {}".format(target) for target in entry.targets]),
    )

def app_layer_problem(label, binary, target):
    """Returns the text of an `app_layer` of which the image has no file."""
    return _NOT_REACHED.format(binary = binary, label = label, target = target)
