// Elements are made of text alone: a name of a file is never read as HTML.

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/**
 * Makes an element.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * Makes one of several elements the one that Tab reaches, and moves the focus there.
 *
 * Source: https://www.w3.org/WAI/ARIA/apg/practices/keyboard-interface/#kbd_roving_tabindex
 *
 * @param {Iterable<HTMLElement>} among
 * @param {HTMLElement | undefined} chosen
 */
function rove(among, chosen) {
  if (!chosen) return;
  for (const one of among) one.tabIndex = -1;
  chosen.tabIndex = 0;
  chosen.focus();
}

/**
 * Where an arrow key leads in a list; undefined for other keys.
 *
 * @param {string} key
 * @param {number} at
 * @param {number} count
 * @param {[string, string]} backAndForth
 */
function step(key, at, count, [back, forth]) {
  if (key === back) return Math.max(0, at - 1);
  if (key === forth) return Math.min(count - 1, at + 1);
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return undefined;
}
