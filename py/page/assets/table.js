// The table: one list at a time, sorted by a column and filtered by words.

const FIRST_ROWS = 100;
const MORE_ROWS = 1000;

class LayerTable {
  /** @param {(list: List, row: number) => void} open shows a row in the map */
  constructor(open) {
    this.open = open;
    this.filter = /** @type {HTMLInputElement} */ (byId("filter"));
    this.origin = /** @type {HTMLSelectElement} */ (byId("origin"));
    this.place = byId("table");
    this.tabs = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[role="tab"]')]);
    for (const origin of new Set(report.layers.map((layer) => layer.origin))) {
      this.origin.append(element("option", { value: origin }, origin));
    }
    for (const tab of this.tabs) tab.addEventListener("click", () => this.choose(tab));
    this.tabs[0].parentElement?.addEventListener("keydown", (event) => this.onTabKey(event));
    this.place.addEventListener("keydown", (event) => this.onRowKey(event));
    this.filter.addEventListener("input", () => this.draw());
    this.filter.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.show(this.list, "");
    });
    this.origin.addEventListener("change", () => this.draw());
    byId("more").addEventListener("click", () => this.drawRows(MORE_ROWS));
    this.list = layerList;
    this.column = layerList.sorted;
    this.down = false;
    /** @type {number[]} */
    this.rows = [];
    this.body = element("tbody", {});
    this.choose(this.tabs[0]);
  }

  /** @param {HTMLElement} tab */
  choose(tab) {
    this.list = lists[tab.dataset.list ?? ""];
    this.column = this.list.sorted;
    this.down = this.list !== layerList;
    for (const one of this.tabs) {
      one.setAttribute("aria-selected", String(one === tab));
      one.tabIndex = one === tab ? 0 : -1;
    }
    this.place.setAttribute("aria-labelledby", tab.id);
    this.draw();
  }

  /**
   * Shows a list, filtered.
   *
   * @param {List} list
   * @param {string} words
   * @param {string} [origin]
   */
  show(list, words, origin = "") {
    this.filter.value = words;
    this.origin.value = origin;
    const tab = this.tabs.find((one) => lists[one.dataset.list ?? ""] === list);
    if (tab) this.choose(tab);
  }

  draw() {
    const wanted = {
      words: this.filter.value,
      origin: this.origin.value,
      column: this.column,
      down: this.down,
    };
    this.rows = rowsOf(this.list, wanted);
    this.body = element("tbody", {});
    const caption = element("caption", { class: "hidden" }, `${this.list.noun}s of the image`);
    this.place.replaceChildren(element("table", {}, caption, this.head(), this.body));
    byId("count").replaceChildren(
      this.rows.length === this.list.count
        ? counted(this.list.count, this.list.noun)
        : `${this.rows.length.toLocaleString("en")} of ${counted(this.list.count, this.list.noun)}`,
    );
    this.drawRows(FIRST_ROWS);
    this.place.scrollTop = 0;
  }

  head() {
    const row = element("tr", {});
    this.list.columns.forEach((column, number) => {
      const sorted = number === this.column;
      const arrow = element("span", { class: "arrow", "aria-hidden": "true" });
      if (sorted) arrow.append(this.down ? "▼" : "▲");
      const button = element("button", { type: "button", class: "sort" }, column.title, arrow);
      button.addEventListener("click", () => this.sortBy(number));
      const cell = element("th", { scope: "col", class: classesOf(column) }, button);
      if (sorted) cell.setAttribute("aria-sort", this.down ? "descending" : "ascending");
      row.append(cell);
    });
    return element("thead", {}, row);
  }

  /** @param {number} column */
  sortBy(column) {
    const again = column === this.column;
    this.down = again ? !this.down : Boolean(this.list.columns[column].number);
    this.column = column;
    this.draw();
    this.place.querySelectorAll("thead button").forEach((button, number) => {
      if (number === column) /** @type {HTMLElement} */ (button).focus();
    });
  }

  /** @param {number} most */
  drawRows(most) {
    const from = this.body.childElementCount;
    const rows = this.rows.slice(from, from + most);
    this.body.append(...rows.map((row, number) => this.row(row, from + number === 0)));
    const left = this.rows.length - from - rows.length;
    const more = byId("more");
    more.hidden = left === 0;
    more.replaceChildren(
      `Show ${Math.min(left, MORE_ROWS).toLocaleString("en")} more of ${left.toLocaleString("en")}`,
    );
    if (!this.rows.length) {
      const none = element(
        "td",
        { colspan: String(this.list.columns.length), class: "none" },
        "Nothing has all these words.",
      );
      this.body.append(element("tr", {}, none));
    }
  }

  /**
   * @param {number} row
   * @param {boolean} reached by Tab
   */
  row(row, reached) {
    const made = element("tr", {});
    for (const column of this.list.columns) {
      const text = column.text ? column.text(row) : String(column.value(row));
      const cell = element("td", { class: classesOf(column) });
      if (column.name) cell.append(this.opener(row, named(column, text), reached));
      else if (column.title === "change")
        cell.append(element("span", { class: `mark ${text}` }, text));
      else cell.append(text);
      made.append(cell);
    }
    return made;
  }

  /**
   * What a row is, which shows it in the map.
   *
   * @param {number} row
   * @param {(Node | string)[]} name
   * @param {boolean} reached by Tab
   */
  opener(row, name, reached) {
    const swatch = element("span", { class: `swatch origin-${this.list.origin(row)}` });
    const button = element("button", {
      type: "button",
      class: "open",
      tabindex: reached ? "0" : "-1",
    });
    button.append(swatch, element("span", {}, ...name));
    button.addEventListener("click", () => this.open(this.list, row));
    return button;
  }

  /** @param {KeyboardEvent} event */
  onTabKey(event) {
    const at = this.tabs.findIndex((tab) => tab.tabIndex === 0);
    const to = step(event.key, at, this.tabs.length, ["ArrowLeft", "ArrowRight"]);
    if (to === undefined) return;
    event.preventDefault();
    this.choose(this.tabs[to]);
    this.tabs[to].focus();
  }

  /** @param {KeyboardEvent} event */
  onRowKey(event) {
    const buttons = /** @type {HTMLElement[]} */ ([...this.body.querySelectorAll("button.open")]);
    const at = buttons.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const to = at < 0 ? undefined : step(event.key, at, buttons.length, ["ArrowUp", "ArrowDown"]);
    if (to === undefined) return;
    event.preventDefault();
    rove(buttons, buttons[to]);
  }
}

/** @param {Column} column */
function classesOf(column) {
  const { name, number, path, wide } = column;
  return Object.entries({ name, number, path, wide })
    .filter(([, has]) => has)
    .map(([word]) => word)
    .join(" ");
}

/**
 * A path with its folder apart.
 *
 * @param {Column} column
 * @param {string} text
 */
function named(column, text) {
  if (!column.path) return [text];
  const [path, ...link] = text.split(" → ");
  const at = path.lastIndexOf("/") + 1;
  return [
    element("span", { class: "faint" }, path.slice(0, at)),
    path.slice(at),
    ...link.map((target) => element("span", { class: "faint" }, ` → ${target}`)),
  ];
}
