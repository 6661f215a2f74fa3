// The map: what is inside, as areas. It draws what fits below one node; Enter opens a part, Escape goes back.

const GAP = 2; // px between parts
const LEAST_AREA = 40; // px² of a part that is shown at all
const LEVELS = 3; // of parts in parts, and more where there is room

// In the size of the page's text:
const HEADER = 1.4; // the title of a part that shows its own parts
const LEAST_WIDTH = 4; // of such a part
const LEAST_HEIGHT = 3.4;
const ROOM = 13; // each side of one below the last level

/**
 * @typedef {object} Cell
 * @property {TreeNode} node
 * @property {Box} box
 * @property {Box} reach what arrow keys aim at: of a part with parts, its title
 * @property {HTMLButtonElement} button
 */

class LayerMap {
  /**
   * @param {TreeNode} root
   * @param {(node: TreeNode) => void} tell shows details
   */
  constructor(root, tell) {
    this.root = root;
    this.at = root;
    this.tell = tell;
    this.text = 16;
    this.width = 0;
    this.height = 0;
    /** @type {Cell[]} */
    this.cells = [];
    this.place = byId("map");
    this.place.addEventListener("keydown", (event) => this.onKey(event));
    // Above the cells: the parts of a cell would cover its own outline.
    this.ring = element("div", { class: "ring", hidden: "" });
    this.place.addEventListener("focusout", () => {
      this.ring.hidden = true;
    });
    let width = this.place.clientWidth;
    new ResizeObserver(() => {
      if (this.place.clientWidth === width) return;
      width = this.place.clientWidth;
      this.draw();
    }).observe(this.place);
    this.draw();
  }

  /**
   * Opens a node, or the one above what cannot be opened.
   *
   * @param {TreeNode} node
   * @param {TreeNode} [focused] gets the focus; else the first part
   */
  open(node, focused) {
    this.at = node.children.length ? node : (node.parent ?? node);
    this.draw();
    const wanted = focused ?? (node === this.at ? undefined : node);
    const cell = this.cells.find((one) => one.node === wanted) ?? this.cells[0];
    rove(
      this.cells.map((one) => one.button),
      cell?.button,
    );
    byId("status").replaceChildren(
      `${this.at.title}: ${sizeSentence(this.at)}, ${counted(this.at.children.length, "part")}`,
    );
  }

  draw() {
    const focused = this.cells.find((one) => one.button === document.activeElement)?.node;
    this.text = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    this.width = this.place.clientWidth;
    this.height = this.place.clientHeight;
    this.cells = [];
    this.lay(this.at, { x: 0, y: 0, width: this.width, height: this.height }, 1);
    if (this.cells.length) this.cells[0].button.tabIndex = 0;
    const empty = element(
      "p",
      { class: "none" },
      "Nothing here takes space: links and empty files.",
    );
    this.ring.hidden = true;
    this.place.replaceChildren(
      ...(this.cells.length ? this.cells.map((one) => one.button) : [empty]),
      this.ring,
    );
    drawCrumbs(this);
    this.tell(this.at);
    this.cells.find((one) => one.node === focused)?.button.focus();
  }

  /**
   * @param {TreeNode} node
   * @param {Box} box
   * @param {number} level
   */
  lay(node, box, level) {
    const scale = (box.width * box.height) / node.size;
    const parts = node.children.filter((child) => child.size * scale >= LEAST_AREA);
    const sizes = parts.map((child) => child.size);
    const rest = node.size - sizes.reduce((sum, size) => sum + size, 0);
    // What is too small to be seen keeps its place, empty: areas stay true.
    const boxes = squarify(rest > 0 ? [...sizes, rest].sort((a, b) => b - a) : sizes, box);
    const restAt = rest > 0 ? sizes.filter((size) => size >= rest).length : -1;
    const shown = boxes.filter((_, number) => number !== restAt);
    for (const [number, one] of shown.entries()) this.layPart(parts[number], one, level);
  }

  /**
   * @param {TreeNode} node
   * @param {Box} outer
   * @param {number} level
   */
  layPart(node, outer, level) {
    const box = {
      x: outer.x + GAP / 2,
      y: outer.y + GAP / 2,
      width: Math.max(1, outer.width - GAP),
      height: Math.max(1, outer.height - GAP),
    };
    const opens = node.children.length > 0;
    const nested =
      opens &&
      box.width >= this.text * least(LEAST_WIDTH, level) &&
      box.height >= this.text * least(LEAST_HEIGHT, level);
    const header = this.text * HEADER;
    const reach = nested ? { ...box, height: header } : box;
    this.cells.push({ node, box, reach, button: this.button(node, box, nested, level) });
    if (!nested) return;
    const inner = {
      x: box.x + GAP,
      y: box.y + header,
      width: box.width - 2 * GAP,
      height: box.height - header - GAP,
    };
    this.lay(node, inner, level + 1);
  }

  /**
   * @param {TreeNode} node
   * @param {Box} box
   * @param {boolean} nested
   * @param {number} level
   */
  button(node, box, nested, level) {
    const opens = node.children.length > 0;
    const button = element("button", {
      type: "button",
      class: `cell origin-${node.origin} level-${level}${nested ? " nested" : ""}`,
      tabindex: "-1",
      "aria-label": `${node.title}, ${node.kind}, ${sizeSentence(node)}${opens ? ", opens" : ""}`,
    });
    this.put(button, box);
    const [width, height] = [box.width / this.text, box.height / this.text];
    if (width > 2.2 && height > 1.1) {
      button.append(element("span", { class: "cell-title" }, node.title));
      if (nested ? width > 8 : height > 2.4 && width > 4.2) {
        button.append(element("span", { class: "cell-size" }, humanSize(node.size)));
      }
    }
    button.addEventListener("click", () => (opens ? this.open(node) : this.tell(node)));
    button.addEventListener("focus", () => {
      this.tell(node);
      this.put(this.ring, box);
      this.ring.hidden = !button.matches(":focus-visible");
    });
    button.addEventListener("pointerenter", () => this.tell(node));
    return button;
  }

  /**
   * Places an element, in parts of the whole and not in pixels: paper has another width.
   *
   * @param {HTMLElement} one
   * @param {Box} box
   */
  put(one, box) {
    one.style.left = `${(100 * box.x) / this.width}%`;
    one.style.top = `${(100 * box.y) / this.height}%`;
    one.style.width = `${(100 * box.width) / this.width}%`;
    one.style.height = `${(100 * box.height) / this.height}%`;
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.key === "Escape" || event.key === "Backspace") {
      if (this.at.parent) this.open(this.at.parent, this.at);
    } else if (event.key === "Home") {
      this.open(this.root);
    } else if (event.key.startsWith("Arrow")) {
      const from = this.cells.find((one) => one.button === document.activeElement);
      const to = from && neighbour(this.cells, from, event.key);
      rove(
        this.cells.map((one) => one.button),
        (to ?? from ?? this.cells[0])?.button,
      );
    } else {
      return;
    }
    event.preventDefault();
  }
}

/**
 * How long a side must be for a part to show its own parts.
 *
 * @param {number} side
 * @param {number} level
 */
function least(side, level) {
  return level < LEVELS ? side : ROOM;
}

/**
 * The way from the image to what the map shows.
 *
 * @param {LayerMap} map
 */
function drawCrumbs(map) {
  const list = element("ol", {});
  for (const node of wayTo(map.at)) {
    const crumb = element("button", { type: "button", class: "plain" }, node.title);
    if (node === map.at) crumb.setAttribute("aria-current", "location");
    crumb.addEventListener("click", () => map.open(node));
    list.append(element("li", {}, crumb));
  }
  byId("crumbs").replaceChildren(list);
}
