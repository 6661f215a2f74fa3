// The layers as they are stacked, and what each origin has of them.

/** @type {Record<string, string>} */
const CHANGE_MARKS = { kept: "=", moved: "↕", changed: "≠", added: "+" };

/**
 * @param {number} number
 * @param {boolean} compressed
 */
function layerSize(number, compressed) {
  return compressed ? report.layers[number].size : layerSums.raw[number];
}

/** @param {number} number */
function layerSentence(number) {
  const layer = report.layers[number];
  return [
    `#${number + 1} ${layer.title}`,
    layer.title === layer.origin ? "" : layer.origin,
    hasBlobs ? `${humanSize(layer.size)} compressed` : "",
    `${humanSize(layerSums.raw[number])} raw`,
    counted(layerSums.files[number], "file"),
    layer.change,
  ]
    .filter(Boolean)
    .join(" · ");
}

/**
 * Draws the bar.
 *
 * @param {boolean} compressed
 * @param {(number: number) => void} open shows a layer
 */
function drawBar(compressed, open) {
  const bar = byId("bar");
  const sizes = report.layers.map((_, number) => layerSize(number, compressed));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const segments = report.layers.map((layer, number) => {
    const title = element("span", { class: "segment-title" }, layer.title);
    const mark = element("span", { class: "segment-mark" }, CHANGE_MARKS[layer.change] ?? "");
    const segment = element(
      "button",
      {
        type: "button",
        class: `segment origin-${layer.origin}`,
        "aria-label": layerSentence(number),
        tabindex: number === 0 ? "0" : "-1",
        "data-change": layer.change,
      },
      mark,
      title,
    );
    segment.style.flexGrow = String(total ? sizes[number] / total : 1);
    segment.addEventListener("click", () => open(number));
    const tell = () => byId("bar-detail").replaceChildren(layerSentence(number));
    segment.addEventListener("focus", tell);
    segment.addEventListener("pointerenter", tell);
    return segment;
  });
  bar.replaceChildren(...segments);
  bar.onkeydown = (event) => {
    const at = segments.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const to = step(event.key, at, segments.length, ["ArrowLeft", "ArrowRight"]);
    if (to === undefined) return;
    event.preventDefault();
    rove(segments, segments[to]);
  };
  byId("bar-detail").replaceChildren(
    `${counted(segments.length, "layer")}, ${humanSize(total)} ${compressed ? "compressed" : "raw"}`,
  );
  drawLegend(sizes, total);
}

/**
 * Names the colours, with what each origin takes.
 *
 * @param {number[]} sizes
 * @param {number} total
 */
function drawLegend(sizes, total) {
  /** @type {Map<string, {size: number, layers: number}>} */
  const byOrigin = new Map();
  report.layers.forEach((layer, number) => {
    const known = byOrigin.get(layer.origin) ?? { size: 0, layers: 0 };
    known.size += sizes[number];
    known.layers += 1;
    byOrigin.set(layer.origin, known);
  });
  byId("legend").replaceChildren(
    ...[...byOrigin].map(([origin, found]) =>
      element(
        "li",
        {},
        element("span", { class: `swatch origin-${origin}` }),
        element("strong", {}, origin),
        ` ${humanSize(found.size)} `,
        element(
          "span",
          { class: "faint" },
          `${share(found.size, total)}, ${counted(found.layers, "layer")}`,
        ),
      ),
    ),
  );
}
