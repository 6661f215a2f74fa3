// What is told of the part of the map that the pointer or the focus is on.

/**
 * @param {TreeNode} node
 * @param {(node: TreeNode) => void} list shows its files in the table
 */
function showDetails(node, list) {
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
  const button = element("button", { type: "button", class: "plain" }, "list its files");
  button.addEventListener("click", () => list(node));
  byId("map-detail").replaceChildren(heading, facts, ...(node.kind === "file" ? [] : [button]));
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
    ["part of", node.kind === "file" || node.kind === "folder" ? component.title : component.origin],
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
  for (const label of labels) chain.append(element("li", {}, element("code", {}, label)));
  return chain;
}
