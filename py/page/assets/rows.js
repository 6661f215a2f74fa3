// What the table lists: layers, packages or files, each with its columns.

/**
 * @typedef {object} Column
 * @property {string} title
 * @property {(row: number) => string | number} value by which rows are sorted
 * @property {(row: number) => string} [text] what is shown, where that differs
 * @property {boolean} [number] right aligned, the largest first
 * @property {boolean} [name] what the row is, and what opens it
 * @property {boolean} [path] its folder is less important than its name
 * @property {boolean} [wide] left out on narrow screens
 *
 * @typedef {object} List
 * @property {string} noun
 * @property {number} count
 * @property {Column[]} columns
 * @property {number} sorted the column by which it is sorted at first
 * @property {(row: number) => string} origin
 * @property {(row: number) => string} words what the filter looks at
 * @property {(root: TreeNode, row: number) => TreeNode} node where it is in the map
 */

/** @type {List} */
const layerList = {
  noun: "layer",
  count: report.layers.length,
  sorted: 0,
  columns: [
    { title: "#", number: true, value: (row) => row + 1 },
    { title: "layer", name: true, value: (row) => report.layers[row].title },
    { title: "origin", wide: true, value: (row) => report.layers[row].origin },
    ...(hasBaseline ? [{ title: "change", value: changeOf }] : []),
    { title: "files", number: true, wide: true, value: (row) => layerSums.files[row] },
    { ...sizeColumn("raw", (row) => layerSums.raw[row]), wide: hasBlobs },
    ...(hasBlobs
      ? [
          sizeColumn("compressed", (row) => report.layers[row].size),
          {
            title: "digest",
            wide: true,
            value: (/** @type {number} */ row) => report.layers[row].digest.slice(0, 19),
          },
        ]
      : []),
  ],
  origin: (row) => report.layers[row].origin,
  words: (row) =>
    `${report.layers[row].title} ${report.layers[row].origin} ${changeOf(row)} ${report.layers[row].digest}`,
  node: (root, row) =>
    report.layers[row].components.length === 1
      ? nodeOfComponent(root, report.layers[row].components[0])
      : (root.byName.get(report.layers[row].origin) ?? root),
};

/** @type {List} */
const componentList = {
  noun: "package",
  count: report.components.length,
  sorted: 4,
  columns: [
    { title: "package", name: true, value: (row) => report.components[row].title },
    { title: "origin", wide: true, value: (row) => report.components[row].origin },
    {
      title: "layer",
      number: true,
      value: (row) => report.components[row].layers[0] + 1,
      text: layersOf,
    },
    { title: "files", number: true, wide: true, value: (row) => componentSums.files[row] },
    sizeColumn("raw", (row) => componentSums.raw[row]),
    { title: "licence", wide: true, value: licencesOf },
    { title: "why", wide: true, value: (row) => report.components[row].fact },
  ],
  origin: (row) => report.components[row].origin,
  words: (row) => {
    const { title, origin, label, fact } = report.components[row];
    return `${title} ${origin} ${label} ${fact} ${licencesOf(row)}`;
  },
  node: nodeOfComponent,
};

/** @type {List} */
const fileList = {
  noun: "file",
  count: fileCount,
  sorted: 3,
  columns: [
    {
      title: "file",
      name: true,
      path: true,
      value: pathOf,
      text: (row) =>
        report.links[row] === undefined ? pathOf(row) : `${pathOf(row)} → ${report.links[row]}`,
    },
    { title: "package", wide: true, value: (row) => componentOf(row).title },
    { title: "layer", number: true, wide: true, value: (row) => report.files.layer[row] + 1 },
    sizeColumn("raw", (row) => report.files.size[row]),
  ],
  origin: (row) => componentOf(row).origin,
  words: (row) => `${pathOf(row)} ${componentOf(row).title} ${componentOf(row).origin}`,
  node: nodeOfFile,
};

/** @type {Record<string, List>} */
const lists = { layers: layerList, components: componentList, files: fileList };

/**
 * @param {string} title
 * @param {(row: number) => number} value
 * @returns {Column}
 */
function sizeColumn(title, value) {
  return { title, number: true, value, text: (row) => humanSize(value(row)) };
}

/** @param {number} row */
function changeOf(row) {
  return report.layers[row].change;
}

/** @param {number} row */
function layersOf(row) {
  return report.components[row].layers.map((layer) => layer + 1).join(", ");
}

/** @param {number} row */
function licencesOf(row) {
  return report.components[row].licenses.join("; ");
}

/** @param {number} file */
function componentOf(file) {
  return report.components[report.files.component[file]];
}

/**
 * The rows that have all words, in order.
 *
 * @param {List} list
 * @param {{words: string, origin: string, column: number, down: boolean}} wanted
 */
function rowsOf(list, { words, origin, column, down }) {
  const needles = words.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = [];
  for (let row = 0; row < list.count; row += 1) {
    if (origin && list.origin(row) !== origin) continue;
    const text = needles.length ? list.words(row).toLowerCase() : "";
    if (needles.every((needle) => text.includes(needle))) rows.push(row);
  }
  const values = new Map(rows.map((row) => [row, list.columns[column].value(row)]));
  const sign = down ? -1 : 1;
  return rows.sort((a, b) => {
    const [x, y] = [values.get(a) ?? "", values.get(b) ?? ""];
    return x < y ? -sign : x > y ? sign : a - b;
  });
}
