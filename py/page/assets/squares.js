// Where the parts of a whole lie: rectangles as square as they can be.
//
// Source: Bruls, Huizing, van Wijk, "Squarified Treemaps", 2000.

/**
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 */

/**
 * The worst ratio of the sides of the boxes of a row.
 *
 * @param {number} least area
 * @param {number} most area
 * @param {number} sum of areas
 * @param {number} side along which the row lies
 */
function worst(least, most, sum, side) {
  return Math.max((side * side * most) / (sum * sum), (sum * sum) / (side * side * least));
}

/**
 * Lays parts out.
 *
 * @param {number[]} sizes the largest first, all above 0
 * @param {Box} box
 * @returns {Box[]} in the same order
 */
function squarify(sizes, box) {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const scale = (box.width * box.height) / total;
  const areas = sizes.map((size) => size * scale);
  /** @type {Box[]} */
  const boxes = [];
  let left = { ...box };
  for (let from = 0; from < areas.length; ) {
    const side = Math.min(left.width, left.height);
    let to = from + 1;
    let sum = areas[from];
    while (
      to < areas.length &&
      worst(areas[to], areas[from], sum + areas[to], side) <=
        worst(areas[to - 1], areas[from], sum, side)
    ) {
      sum += areas[to];
      to += 1;
    }
    left = layRow(areas.slice(from, to), sum, left, boxes);
    from = to;
  }
  return boxes;
}

/**
 * Lays one row along the shorter side.
 *
 * @param {number[]} areas
 * @param {number} sum
 * @param {Box} left
 * @param {Box[]} boxes takes the row
 * @returns {Box} what is left
 */
function layRow(areas, sum, left, boxes) {
  const upright = left.width >= left.height;
  const depth = sum / (upright ? left.height : left.width) || 0;
  let at = upright ? left.y : left.x;
  for (const area of areas) {
    const length = area / depth || 0;
    boxes.push(
      upright
        ? { x: left.x, y: at, width: depth, height: length }
        : { x: at, y: left.y, width: length, height: depth },
    );
    at += length;
  }
  return upright
    ? { ...left, x: left.x + depth, width: Math.max(0, left.width - depth) }
    : { ...left, y: left.y + depth, height: Math.max(0, left.height - depth) };
}
