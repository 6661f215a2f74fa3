"""What shared layers have of an image: which wheels are in it, and which of its files they hold."""

load(":entries.bzl", "interpreter_dest", "wheel_dest")

visibility("//layering/...")

def as_keys(values):
    """Returns a dict with these keys: of an image's files, in less time than a comprehension takes."""
    return dict(zip(values, values))

def present_members(members, files):
    """Returns the wheels that an image consists of: those of tools that only actions run bring no runfile.

    Args:
        members: (depset of struct) see `_member`, all that the aspect made on its way.
        files: (dict) with the runfiles of the binary as keys.

    Returns:
        (list of struct) their `facts`, of those with at least one runfile, by name, version and label, each once.
    """
    facts = [fact for member in members.to_list() for fact in member.facts.to_list()]
    found = {fact.rank.key: fact for fact in facts if _has_any(files, fact.files)}
    return [found[key] for key in sorted(found)]

def _has_any(files, wanted):
    for file in wanted:
        if file in files:
            return True
    return False

def claimed_files(of_interpreter, members):
    """Returns the files that shared layers hold, with the component that has them.

    Args:
        of_interpreter: (dict) see `claimed` of PyInterpreterMemberInfo.
        members: (list of struct) see `present_members`.

    Returns:
        (dict from File to struct)
    """
    claimed = dict(of_interpreter)
    for member in members:
        claimed.update(zip(member.files, [member.component] * len(member.files)))
    return claimed

def shared_dest(file, component):
    """Returns where a shared layer has a file, a path below the layout's root."""
    if component.origin == "interpreter":
        return interpreter_dest(file.short_path)
    return wheel_dest(file.short_path, component.import_root)
