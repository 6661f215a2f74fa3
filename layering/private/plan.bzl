"""The order of layers: what changes seldom lies below what changes often, the same in every image.

interpreter, packages, links, external, internal, app. Container runtimes key an unpacked layer by the
whole chain below it, so packages stand in one order that no image decides.
"""

visibility("//layering/...")

def _rank(component):
    return (component.name or str(component.label), component.version, str(component.label))

def ordered_members(members, present):
    """Returns the members an image consists of, in the order that holds for all images.

    Args:
        members: (list of struct) `component` and `files`, all that the aspect made on its way.
        present: (dict) with the runfiles of the binary as keys: tools of actions bring no runfile.

    Returns:
        (list of struct) those of `members` with at least one runfile, by name, version and label.
    """
    found = {
        _rank(member.component): member
        for member in members
        if any([file in present for file in member.component.files.to_list()])
    }
    return [found[rank] for rank in sorted(found)]
