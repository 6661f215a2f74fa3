// What is told of the part of the map that the pointer or the focus is on.

const LARGEST = 5;

/** Labels of wheels say where they come from, not what they are. */
const packageByLabel = new Map(
  report.components
    .filter((component) => component.origin === "pypi")
    .map((component) => [component.label, component.title]),
);

/**
 * @param {TreeNode} node
 * @param {{list: (node: TreeNode) => void, open: (node: TreeNode) => void}} links list: its files
 *   in the table; open: in the map
 */
function showDetails(node, { list, open }) {
  const heading = element(
    "p",
    { class: "details-title" },
    element("strong", {}, node.kind === "file" ? pathOf(node.file) : node.title),
    element("span", { class: "faint" }, ` ${sizeSentence(node)}`),
  );
  const facts = element("dl", { class: "facts" });
  for (const [name, value] of factsOf(node)) {
    facts.append(element("div", {}, element("dt", {}, name), element("dd", {}, value)));
  }
  const below = node.kind === "file" ? [] : [largestOf(node, open), listing(node, list)];
  byId("map-detail").replaceChildren(heading, facts, ...below);
}

/**
 * @param {TreeNode} node
 * @param {(node: TreeNode) => void} list
 */
function listing(node, list) {
  const button = element("button", { type: "button", class: "plain" }, "list its files");
  button.addEventListener("click", () => list(node));
  return button;
}

/**
 * The largest parts, each with a way into it.
 *
 * @param {TreeNode} node
 * @param {(node: TreeNode) => void} open
 */
function largestOf(node, open) {
  const list = element("ol", { class: "largest", "aria-label": "largest parts" });
  for (const child of node.children.slice(0, LARGEST)) {
    const button = element("button", { type: "button", class: "plain" }, child.title);
    button.addEventListener("click", () => open(child));
    list.append(
      element("li", {}, button, element("span", { class: "faint" }, humanSize(child.size))),
    );
  }
  return list;
}

/** @param {TreeNode} node */
function sizeSentence(node) {
  const parts = [humanSize(node.size)];
  if (node.kind !== "file") parts.push(counted(node.files, "file"));
  if (node.kind !== "image") parts.push(`${share(node.size, totalRaw)} of the image`);
  if (node.parent && node.parent.kind !== "image") {
    parts.push(`${share(node.size, node.parent.size)} of ${node.parent.title}`);
  }
  return parts.join(" · ");
}

/**
 * @param {TreeNode} node
 * @returns {[string, string | Node][]}
 */
function factsOf(node) {
  if (node.component < 0) return [];
  const component = report.components[node.component];
  const layers = node.file < 0 ? component.layers : [report.files.layer[node.file]];
  /** @type {[string, string | Node][]} */
  const facts = [
    [
      "part of",
      node.kind === "file" || node.kind === "folder" ? component.title : component.origin,
    ],
    [layers.length === 1 ? "layer" : "layers", layers.map(layerName).join(", ")],
    ["why", component.fact],
    ["brought by", chainOf(component.chain)],
    ["licence", component.licenses.join("; ")],
  ];
  const link = node.file < 0 ? "" : report.links[node.file];
  return [...facts, /** @type {[string, string]} */ (["links to", link ?? ""])].filter(
    ([, value]) => value !== "",
  );
}

/** @param {number} number */
function layerName(number) {
  const { title, size } = report.layers[number];
  return `#${number + 1} ${title}${hasBlobs ? `, ${humanSize(size)} compressed` : ""}`;
}

/**
 * @param {string[]} labels
 * @returns {Node | string}
 */
function chainOf(labels) {
  if (labels.length < 2) return "";
  const chain = element("ol", { class: "chain" });
  for (const label of labels) {
    const name = packageByLabel.get(label);
    chain.append(element("li", { title: label }, name ?? element("code", {}, label)));
  }
  return chain;
}
