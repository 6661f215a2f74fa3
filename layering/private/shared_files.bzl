"""What shared layers have of an image: which wheels are in it, and which of its files they hold."""

load(":entries.bzl", "interpreter_dest", "wheel_dest")

visibility("//layering/...")

def present_members(members, files):
    """Returns the wheels that an image consists of: those of tools that only actions run bring no runfile.

    Args:
        members: (list of struct) see `_member`, all that the aspect made on its way.
        files: (dict) with the runfiles of the binary as keys.

    Returns:
        (list of struct) those with at least one runfile, by name, version and label, each once.
    """
    found = {
        (member.name, member.version, member.label): member
        for member in members
        if _has_any(files, member.component.files.to_list())
    }
    return [found[key] for key in sorted(found)]

def _has_any(files, wanted):
    for file in wanted:
        if file in files:
            return True
    return False

def claimed_files(components):
    """Returns the files that shared layers hold, with the component that has them."""
    return {file: item for item in components for file in item.files.to_list()}

def shared_dest(file, component):
    """Returns where a shared layer has a file, a path below the layout's root."""
    if component.origin == "interpreter":
        return interpreter_dest(file.short_path)
    return wheel_dest(file.short_path, component.import_root)
