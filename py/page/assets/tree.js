// What is inside of what: the image, its origins, their packages, folders and files.

/**
 * @typedef {object} TreeNode
 * @property {string} title
 * @property {string} kind image, origin, package, folder or file
 * @property {string} origin
 * @property {number} component -1 above packages
 * @property {number} file -1 for all but files
 * @property {number} size
 * @property {number} files
 * @property {TreeNode | null} parent
 * @property {TreeNode[]} children the largest first
 * @property {Map<string, TreeNode>} byName
 */

/**
 * @param {Partial<TreeNode> & {title: string, kind: string}} facts
 * @returns {TreeNode}
 */
function treeNode(facts) {
  return {
    origin: "",
    component: -1,
    file: -1,
    size: 0,
    files: 0,
    parent: null,
    children: [],
    byName: new Map(),
    ...facts,
  };
}

/**
 * @param {TreeNode} parent
 * @param {string} name
 * @param {Partial<TreeNode> & {title: string, kind: string}} facts
 */
function childOf(parent, name, facts) {
  const known = parent.byName.get(name);
  if (known) return known;
  const made = treeNode({ origin: parent.origin, component: parent.component, ...facts, parent });
  parent.byName.set(name, made);
  parent.children.push(made);
  return made;
}

/** Builds all of it. */
function buildTree() {
  const root = treeNode({ title: "image", kind: "image" });
  const packages = report.components.map((component, number) => {
    const { origin } = component;
    const above = childOf(root, origin, { title: origin, kind: "origin", origin });
    return childOf(above, String(number), {
      title: component.title,
      kind: component.origin === "pypi" ? "package" : "component",
      component: number,
    });
  });
  for (let file = 0; file < fileCount; file += 1)
    addFile(packages[report.files.component[file]], file);
  for (const one of packages) shorten(one);
  sortBySize(root);
  return root;
}

/**
 * @param {TreeNode} above
 * @param {number} file
 */
function addFile(above, file) {
  let at = above;
  for (const name of report.folders[report.files.folder[file]].split("/")) {
    if (name) at = childOf(at, name, { title: name, kind: "folder" });
  }
  const name = report.files.name[file];
  const size = report.files.size[file];
  const made = childOf(at, `/${name}`, { title: name, kind: "file", file });
  for (let one = /** @type {TreeNode | null} */ (made); one; one = one.parent) {
    one.size += size;
    one.files += 1;
  }
}

/**
 * Joins folders that hold one folder alone, and leaves out those that hold all of a package.
 *
 * @param {TreeNode} node
 */
function shorten(node) {
  while (node.children.length === 1 && node.children[0].kind === "folder") {
    const [only] = node.children;
    if (node.kind === "folder") node.title += `/${only.title}`;
    node.children = only.children;
    for (const child of node.children) child.parent = node;
  }
  for (const child of node.children) shorten(child);
}

/** @param {TreeNode} node */
function sortBySize(node) {
  node.children.sort((a, b) => b.size - a.size || (a.title < b.title ? -1 : 1));
  for (const child of node.children) sortBySize(child);
}

/**
 * From the image down to a node, both included.
 *
 * @param {TreeNode} node
 */
function wayTo(node) {
  const way = [];
  for (let one = /** @type {TreeNode | null} */ (node); one; one = one.parent) way.unshift(one);
  return way;
}

/**
 * The node of a file.
 *
 * @param {TreeNode} root
 * @param {number} file
 * @returns {TreeNode}
 */
function nodeOfFile(root, file) {
  let found = root;
  const visit = (/** @type {TreeNode} */ node) => {
    if (node.file === file) found = node;
    else if (found === root) node.children.forEach(visit);
  };
  visit(nodeOfComponent(root, report.files.component[file]));
  return found;
}

/**
 * @param {TreeNode} root
 * @param {number} component
 * @returns {TreeNode}
 */
function nodeOfComponent(root, component) {
  const { origin } = report.components[component];
  const above = root.byName.get(origin) ?? root;
  return above.byName.get(String(component)) ?? above;
}
