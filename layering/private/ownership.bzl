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
    "link_entry",
    "runfile_dest",
)
load(":replaced.bzl", "replaced_empty", "replaced_file", "replaced_symlink")
load(":shared_files.bzl", "shared_dest")
load(":venv_layout.bzl", "by_repository", "merged_dest")

visibility("//layering/...")

_NO_OWNER = """\
py_layers {label}: expected every runfile to have an owner, got none for {path}.
  runfile of {binary}
Report it with the rule that makes this file: no label tells which layer it belongs to.
"""

def _decided(label, program):
    """A component of no target's own, with the origin that it has in the image of this binary."""
    decided = origin_of(label, struct(binary = program.binary, imports = [], tags = []))
    return component(
        label = label,
        origin = decided.origin,
        fact = decided.fact,
        files = depset(),
    )

def _in_image(library, program):
    """What the aspect says of a library, but for what depends on the binary: which code is the app's.

    Nearly every library of an image is the struct that all images share.
    """
    if library.package != program.package and program.package[0] == "":
        return library
    return _decided(library.label, program)

def _group(groups, item):
    """The files of one component."""
    if item.text not in groups:
        groups[item.text] = struct(component = item, entries = [], files = [], read = [])
    return groups[item.text]

def _package_group(groups, label, program):
    """For files that no library names: their package's."""
    return _group(groups, _decided(label.same_package_label("__pkg__"), program))

def _assign_libraries(left, components, program, merged_by_repository):
    """First-party files go to the first component that names them in its `srcs` or `data`.

    Nearly all files end here: one look at each component of an image, and two at each of its files.
    """
    groups, beside_wheels = {}, {}
    for item in components:
        if item.origin == "pypi":
            continue
        files = [file for file in item.few or item.files.to_list() if file in left]
        if not files:
            continue
        if (item.label.repo_name or "_main") in merged_by_repository:
            for file in files:
                beside_wheels.setdefault(file, item)
            continue
        _group(groups, _in_image(item, program)).files.extend(files)
        for file in files:
            left.pop(file)
    return groups, beside_wheels

def _replaced_file(file, program):
    """Why the layout leaves a file out: as what belongs to one of the programs; None if it does not."""
    for started in program.starts:
        reason = replaced_file(
            file,
            started.binary,
            started.executable,
            has_bytecode = program.has_bytecode,
        )
        if reason:
            return reason
    return None

def _replaced_symlink(path, program):
    for started in program.starts:
        reason = replaced_symlink(path, started.binary)
        if reason:
            return reason
    return None

def _assign_others(files, groups, libraries, program, merged_by_repository):
    """A file beside a wheel's own that lies in a merged directory lands there, too."""
    replaced = []
    for file in files:
        reason = _replaced_file(file, program)
        if reason:
            replaced.append(struct(path = in_runfiles(file.short_path), reason = reason, src = file.path))
            continue
        if not file.owner:
            fail(_NO_OWNER.format(binary = program.binary, label = program.label, path = file.short_path))
        if file in libraries:
            group = _group(groups, _in_image(libraries[file], program))
        else:
            group = _package_group(groups, file.owner, program)
        dest = merged_dest(in_runfiles(file.short_path), merged_by_repository)
        if dest:
            group.read.append(file)
            group.entries.append(file_entry(dest, file))
        else:
            group.files.append(file)
    return replaced

def _symlink_entry(path, file, claimed, plain):
    """A link to where the image has the file; a copy, at the link's own path, where it has it not.

    Tools in `data` that have declared venvs (rules_python 2) name the libraries of wheels again so.
    """
    dest = "runfiles/" + path
    if file in claimed:
        return link_entry(dest, shared_dest(file, claimed[file])), None
    if file in plain:
        return link_entry(dest, runfile_dest(file.short_path)), None
    return file_entry(dest, file), file

def _assign_symlinks(symlinks, groups, claimed, program):
    replaced, linked = [], []
    plain = {file: None for group in groups.values() for file in group.files} if symlinks else {}
    for path, file in symlinks:
        reason = _replaced_symlink(path, program)
        if reason:
            replaced.append(struct(path = path, reason = reason, src = ""))
        elif path != in_runfiles(file.short_path) or not (file in plain or file in claimed):
            group = _package_group(groups, file.owner, program)
            entry, copied = _symlink_entry(path, file, claimed, plain)
            group.entries.append(entry)
            group.read.extend([copied] if copied else [])
            linked.append(struct(path = path, src = file.path))
    return replaced, linked

def _assign_empty(short_paths, groups, program, merged_by_repository):
    replaced, kept = [], []
    for short_path in short_paths:
        path = in_runfiles(short_path)
        reason = replaced_empty(path, program.interpreter_repository, merged_by_repository)
        if reason:
            replaced.append(struct(path = path, reason = reason, src = ""))
        else:
            group = _group(groups, _decided(_empty_owner(short_path, program), program))
            group.entries.append(json.encode({"dest": "runfiles/" + path}))
            kept.append(path)
    return replaced, kept

def _empty_owner(short_path, program):
    """Bazel names no owner for the `__init__.py` it makes: the nearest package we know decides."""
    package = program.binary.package
    if short_path.startswith("../"):
        return Label("@@{}//:__pkg__".format(short_path.split("/")[1]))
    if package and not short_path.startswith(package + "/"):
        return Label("@@//{}:__pkg__".format(short_path.rpartition("/")[0]))
    return program.binary.same_package_label("__pkg__")

def assign(runfiles, files, components, *, claimed, program, merged):
    """Gives each runfile that no shared layer holds to a component, or says why none holds it.

    Args:
        runfiles: (runfiles) of the binary.
        files: (iterable of File) all its plain files.
        components: (list of struct) all that the aspect found.
        claimed: (dict) the files of shared layers, see `claimed_files`.
        program: (struct) see `program_of`.
        merged: (dict) see `merged_directories`.

    Returns:
        (struct) `groups` (list of struct `component`, `files`, `entries`: JSON entries of what is
        not a plain file, `read`: the Files that these read), `replaced` (list of struct
        `path`, `src`, `reason`), and what is in the image beside plain files: `empty` (list of
        str: paths below the runfiles) and `linked` (list of struct `path`, `src`); `repositories`
        (list of str: directories below the runfiles directory).
    """
    merged_by_repository = by_repository(merged)
    left = {file: None for file in files if file not in claimed}
    groups, libraries = _assign_libraries(left, components, program, merged_by_repository)
    replaced = _assign_others(left, groups, libraries, program, merged_by_repository)
    symlinks = [("_main/" + link.path, link.target_file) for link in runfiles.symlinks.to_list()]
    symlinks += [(link.path, link.target_file) for link in runfiles.root_symlinks.to_list()]
    replaced_links, linked = _assign_symlinks(symlinks, groups, claimed, program)
    replaced_empties, empty = _assign_empty(
        runfiles.empty_filenames.to_list(),
        groups,
        program,
        merged_by_repository,
    )
    return struct(
        empty = empty,
        groups = [groups[text] for text in sorted(groups)],
        linked = linked,
        replaced = replaced + replaced_links + replaced_empties,
        repositories = [
            name or "_main"
            for name in {group.component.label.repo_name: None for group in groups.values() if group.files}
        ],
    )
