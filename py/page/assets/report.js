// What the page knows: page_data.py writes it, and everything else here reads it.

/**
 * @typedef {object} Layer
 * @property {string} title
 * @property {string} origin
 * @property {string} fact
 * @property {string} digest empty: the layer was not built
 * @property {string} diff_id
 * @property {number} size compressed bytes; 0: not built
 * @property {string} change against the baseline; empty: there is none
 * @property {number[]} components
 *
 * @typedef {object} Component
 * @property {string} title
 * @property {string} origin
 * @property {string} label
 * @property {string} fact
 * @property {string[]} chain labels, from the binary to its own
 * @property {string[]} licenses
 * @property {number[]} layers
 *
 * @typedef {object} ReportData
 * @property {Layer[]} layers
 * @property {Component[]} components
 * @property {string[]} folders
 * @property {{component: number[], folder: number[], layer: number[], name: string[], size: number[]}} files
 * @property {Record<string, string>} links targets, by the number of the file
 */

/** @type {ReportData} */
const report = JSON.parse(document.getElementById("report")?.textContent ?? "");

const fileCount = report.files.name.length;
const hasBlobs = report.layers.some((layer) => layer.digest !== "");
const hasBaseline = report.layers.some((layer) => layer.change !== "");

/**
 * Adds up the files of each layer or component.
 *
 * @param {number[]} holders the column of the files that names them
 * @param {number} count how many there are
 */
function sums(holders, count) {
  const found = { files: new Array(count).fill(0), raw: new Array(count).fill(0) };
  holders.forEach((holder, file) => {
    found.files[holder] += 1;
    found.raw[holder] += report.files.size[file];
  });
  return found;
}

const layerSums = sums(report.files.layer, report.layers.length);
const componentSums = sums(report.files.component, report.components.length);
const totalRaw = report.files.size.reduce((sum, size) => sum + size, 0);

/** @param {number} file */
function pathOf(file) {
  const folder = report.folders[report.files.folder[file]];
  return folder ? `${folder}/${report.files.name[file]}` : report.files.name[file];
}

/**
 * The same words as the tables of the command line: "999 B", "1.0 kB".
 *
 * @param {number} size
 */
function humanSize(size) {
  if (size < 1000) return `${size} B`;
  let value = size;
  for (const unit of ["kB", "MB", "GB"]) {
    value /= 1000;
    if (Number(value.toFixed(1)) < 1000) return `${value.toFixed(1)} ${unit}`;
  }
  return `${(value / 1000).toFixed(1)} TB`;
}

/**
 * @param {number} count
 * @param {string} noun
 */
function counted(count, noun) {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/**
 * @param {number} part
 * @param {number} whole
 */
function share(part, whole) {
  return whole ? `${((100 * part) / whole).toFixed(1)} %` : "0 %";
}
