// Where an arrow key leads on the map.

/**
 * The nearest cell in the direction of an arrow key.
 *
 * @param {Cell[]} cells
 * @param {Cell} from
 * @param {string} key
 * @returns {Cell | undefined}
 */
function neighbour(cells, from, key) {
  let best;
  let least = Number.POSITIVE_INFINITY;
  for (const cell of cells) {
    const distance =
      cell === from ? Number.POSITIVE_INFINITY : distanceOf(from.reach, cell.reach, key);
    if (distance < least) [best, least] = [cell, distance];
  }
  return best;
}

/**
 * How far one box is from another in a direction: what is aside counts thrice; infinite: it is not there.
 *
 * @param {Box} from
 * @param {Box} to
 * @param {string} key
 */
function distanceOf(from, to, key) {
  const right = to.x - (from.x + from.width);
  const left = from.x - (to.x + to.width);
  const down = to.y - (from.y + from.height);
  const up = from.y - (to.y + to.height);
  const ahead = { ArrowRight: right, ArrowLeft: left, ArrowDown: down, ArrowUp: up }[key];
  if (ahead === undefined || ahead < -GAP) return Number.POSITIVE_INFINITY;
  const flat = key === "ArrowRight" || key === "ArrowLeft";
  return ahead + 3 * Math.max(0, ...(flat ? [down, up] : [right, left]));
}
