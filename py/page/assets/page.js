// Puts the parts together.

const tree = buildTree();

const table = new LayerTable((list, row) => showInMap(list.node(tree, row)));
const map = new LayerMap(tree, (node) =>
  showDetails(node, { list: listFiles, open: (part) => map.open(part) }),
);

/** @param {TreeNode} node */
function showInMap(node) {
  map.open(node);
  byId("map-title").scrollIntoView({ block: "start" });
}

/** @param {TreeNode} node */
function listFiles(node) {
  const way = node.kind === "folder" ? wayTo(node).filter((one) => one.kind === "folder") : [];
  const words = [
    node.component < 0 ? "" : report.components[node.component].title,
    way.map((one) => one.title).join("/"),
  ];
  table.show(fileList, words.join(" ").trim(), node.origin);
  byId("table-title").scrollIntoView({ block: "start" });
  byId("filter").focus({ preventScroll: true });
}

/** @param {boolean} compressed */
function showBar(compressed) {
  drawBar(compressed, (number) => showInMap(layerList.node(tree, number)));
}

byId("bar")
  .closest("section")
  ?.addEventListener("change", (event) => {
    showBar(/** @type {HTMLInputElement} */ (event.target).value === "compressed");
  });
showBar(hasBlobs);

// On paper nothing can be opened. A list of files would be most of the paper.
window.addEventListener("beforeprint", () => {
  for (const one of document.querySelectorAll("details:not(.long)")) {
    /** @type {HTMLDetailsElement} */ (one).open = true;
  }
});
