"""What the aspect tells: the components of a target and of all it reaches."""

visibility(["//aspects/...", "//layering/..."])

# As many files as are looked at without a depset: longer tuples take longer to hash, wherever depsets meet.
FEW = 4

PyLayersInfo = provider(
    doc = "The components of a Python target, one per target that owns files.",
    fields = {
        "component": "(struct or None) the target's own, see `component`. None where it owns no file.",
        "components": "(depset of struct) own and transitive, postorder, each once. Not empty.",
        "interpreter": "(PyInterpreterInfo) the interpreter of the target's configuration.",
        "own_files": "(list of File) of `component`; empty where it is None.",
        "main": "(File or None) the main module, where the target is a `py_binary`.",
        "targets": "(depset of struct) the target and all it reaches along edges, see `target_record`; for reports.",
        "main_module": "(str) its name, where the `py_binary` names it so, and `main` is None; else \"\".",
    },
)

def component(*, label, origin, fact, files, few = (), name = "", version = "", import_root = "", part = 0):
    """Returns one component.

    Args:
        label: (Label) the target that owns the files.
        origin: (str) one of `ORIGINS`.
        fact: (str) what decided the origin, a sentence without full stop.
        name: (str) PyPI name, normalised; "" where only the files tell it, or where there is none.
        version: (str) "" where only the files tell it, or where there is none.
        files: (depset of File) the target's own files, none of its dependencies'.
        few: (tuple of File) the same where they are at most `FEW`, else empty: an image has hundreds of libraries of
            a file or two, and a depset takes longer to flatten.
        import_root: (str) of a wheel, below its repository: `site-packages`.
        part: (int) of a wheel that is split over several layers, which of them, from 1; 0: the whole.

    Returns:
        (struct) immutable, cheap to hold in a depset; beside these, of the label, made once: `text` (str), and
        `package` (pair of str): its repository and package.
    """
    return struct(
        fact = fact,
        few = few,
        files = files,
        import_root = import_root,
        label = label,
        name = name,
        origin = origin,
        package = (label.repo_name, label.package),
        part = part,
        text = str(label),
        version = version,
    )

def target_record(label, deps):
    """Returns what a chain of dependencies is found by.

    Args:
        label: (Label) of the target.
        deps: (list of Label) that its edges name; a label may stand in it twice.

    Returns:
        (struct) of both. One per target and configuration is held as long as the server lives, so it has no text.
    """
    return struct(deps = tuple(deps), label = label)
