"""Gives every runfile of a binary to exactly one component.

The runfiles are flattened here, once per image. Wheels and the interpreter claim what the aspect saw
at their targets; what is left goes by the label that owns it.
"""

load("//aspects/private:layers_info.bzl", "component")
load("//aspects/private:origins.bzl", "origin_of")
load(
    ":entries.bzl",
    "file_entry",
    "in_runfiles",
    "interpreter_dest",
    "link_entry",
    "repository_of",
    "runfile_dest",
    "wheel_dest",
)
load(":venv_layout.bzl", "merged_dest", "replaced_empty", "replaced_file", "replaced_symlink")

visibility("//layering/...")

_NO_OWNER = """\
py_layers {label}: expected every runfile to have an owner, got none for {path}.
  runfile of {binary}
Report it with the rule that makes this file: no label tells which layer it belongs to.
"""

def claimed_files(components):
    """Returns the paths of the files that shared layers hold, with the component that has them."""
    return {file.path: item for item in components for file in item.files.to_list()}

def _shared_dest(file, component):
    if component.origin == "interpreter":
        return interpreter_dest(file.short_path)
    return wheel_dest(file.short_path, component.import_root)

def _decided(label, files, program):
    """A component with the origin that it has in the image of this binary."""
    decided = origin_of(label, struct(binary = program.binary, imports = [], tags = []))
    return component(
        label = label,
        origin = decided.origin,
        fact = decided.fact,
        files = files,
    )

def _library_by_file(components, program):
    """The first-party library that names a file in its `srcs` or `data`; the first one wins."""
    found = {}
    for item in components:
        if item.origin != "pypi":
            library = _decided(item.label, item.files, program)
            for file in item.files.to_list():
                found.setdefault(file, library)
    return found

def _package_owner(label, program):
    """For files that no library names: their package."""
    return _decided(label.same_package_label("__pkg__"), depset(), program)

def _add(groups, owner, *, file = None, entry = None):
    group = groups.setdefault(
        str(owner.label),
        struct(component = owner, entries = [], files = [], symlinked = []),
    )
    if entry:
        group.entries.append(entry)
    if file:
        (group.symlinked if entry else group.files).append(file)

def _assign_files(files, claimed, libraries, program, merged):
    """A file beside a wheel's own that lies in a merged directory lands there, too."""
    groups, replaced = {}, []
    for file in files:
        if file.path in claimed:
            continue
        reason = replaced_file(file, program.binary, program.executable)
        if reason:
            replaced.append(struct(path = in_runfiles(file.short_path), reason = reason, src = file.path))
        elif not file.owner:
            fail(_NO_OWNER.format(
                binary = program.binary,
                label = program.label,
                path = file.short_path,
            ))
        else:
            owner = libraries.get(file) or _package_owner(file.owner, program)
            dest = merged_dest(in_runfiles(file.short_path), merged)
            _add(groups, owner, file = file, entry = file_entry(dest, file) if dest else None)
    return groups, replaced

def _symlink_entry(path, file, claimed, plain):
    """A link to where the image has the file; a copy, at the link's own path, where it has it not.

    Tools in `data` that have declared venvs (rules_python 2) name the libraries of wheels again so.
    """
    dest = "runfiles/" + path
    if file.path in claimed:
        return link_entry(dest, _shared_dest(file, claimed[file.path])), None
    if file in plain:
        return link_entry(dest, runfile_dest(file.short_path)), None
    return file_entry(dest, file), file

def _assign_symlinks(symlinks, groups, claimed, program):
    replaced, linked = [], []
    plain = {file: None for group in groups.values() for file in group.files} if symlinks else {}
    for path, file in symlinks:
        reason = replaced_symlink(path, program.binary)
        if reason:
            replaced.append(struct(path = path, reason = reason, src = ""))
        elif path != in_runfiles(file.short_path) or not (file in plain or file.path in claimed):
            owner = _package_owner(file.owner, program)
            entry, copied = _symlink_entry(path, file, claimed, plain)
            _add(groups, owner, file = copied, entry = entry)
            linked.append(struct(path = path, src = file.path))
    return replaced, linked

def _assign_empty(short_paths, groups, program, merged):
    replaced, kept = [], []
    for short_path in short_paths:
        path = in_runfiles(short_path)
        reason = replaced_empty(path, program.interpreter_repository, merged)
        if reason:
            replaced.append(struct(path = path, reason = reason, src = ""))
        else:
            _add(groups, _empty_owner(short_path, program), entry = json.encode({"dest": "runfiles/" + path}))
            kept.append(path)
    return replaced, kept

def _empty_owner(short_path, program):
    """Bazel names no owner for the `__init__.py` it makes: the nearest package we know decides."""
    package = program.binary.package
    if short_path.startswith("../"):
        return _decided(Label("@@{}//:__pkg__".format(short_path.split("/")[1])), depset(), program)
    if package and not short_path.startswith(package + "/"):
        return _decided(Label("@@//{}:__pkg__".format(short_path.rpartition("/")[0])), depset(), program)
    return _package_owner(program.binary, program)

def assign(runfiles, components, claimed, program, merged):
    """Gives each runfile that no shared layer holds to a component, or says why none holds it.

    Args:
        runfiles: (runfiles) of the binary.
        components: (list of struct) all that the aspect found.
        claimed: (dict) the files of shared layers, see `claimed_files`.
        program: (struct) see `program_of`.
        merged: (dict) see `merged_directories`.

    Returns:
        (struct) `groups` (list of struct `component`, `files`, `entries`: JSON entries of what is
        not a plain file, `symlinked`: the Files that these read), `replaced` (list of struct
        `path`, `src`, `reason`), and what is in the image beside plain files: `empty` (list of
        str: paths below the runfiles) and `linked` (list of struct `path`, `src`); `repositories`
        (list of str: directories below the runfiles directory).
    """
    libraries = _library_by_file(components, program)
    groups, replaced = _assign_files(
        runfiles.files.to_list(),
        claimed,
        libraries,
        program,
        merged,
    )
    symlinks = [("_main/" + link.path, link.target_file) for link in runfiles.symlinks.to_list()]
    symlinks += [(link.path, link.target_file) for link in runfiles.root_symlinks.to_list()]
    replaced_links, linked = _assign_symlinks(symlinks, groups, claimed, program)
    replaced_empties, empty = _assign_empty(
        runfiles.empty_filenames.to_list(),
        groups,
        program,
        merged,
    )
    return struct(
        empty = empty,
        groups = [groups[label] for label in sorted(groups)],
        linked = linked,
        replaced = replaced + replaced_links + replaced_empties,
        repositories = {
            repository_of(file): None
            for group in groups.values()
            for file in group.files
        }.keys(),
    )
