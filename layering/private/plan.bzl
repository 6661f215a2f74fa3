"""The order of layers: what changes seldom lies below what changes often, the same in every image.

interpreter, packages, links, external, internal, app. Container runtimes key an unpacked layer by the
whole chain below it, so packages stand in one order that no image decides.
"""

visibility("//layering/...")

def _rank(component):
    return (component.name or str(component.label), component.version, str(component.label))

def ordered_members(members, wheels):
    """Returns the members of an image's wheels in the order that holds for all images.

    Args:
        members: (list of struct) `component` and `files`, all that the aspect made.
        wheels: (list of struct) the components whose files are in the image.

    Returns:
        (list of struct) of `members`, by name, then version, then label.
    """
    wanted = {wheel.label: None for wheel in wheels}
    found = {
        _rank(member.component): member
        for member in members
        if member.component.label in wanted
    }
    return [found[rank] for rank in sorted(found)]
