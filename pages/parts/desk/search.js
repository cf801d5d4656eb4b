/* Search: all genres of the tree by typing; one, or several at once. */

const folded = (text) => text.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, " ").trim();

/** The genres that fit `text`, best first: name begins with it, a word does, it is inside, its family fits. */
function fitting(genres, text) {
  const sought = folded(text);
  const rank = ({ name, root }) => {
    const [own, family] = [folded(name), folded(root)];
    if (own.startsWith(sought)) return 0;
    if (own.includes(` ${sought}`)) return 1;
    if (own.includes(sought) || own.replaceAll(" ", "").includes(sought.replaceAll(" ", ""))) return 2;
    return family.includes(sought) ? 3 : 4;
  };
  return genres.map((genre, index) => [rank(genre), index, genre]).filter(([place]) => place < 4)
    .sort((one, other) => one[0] - other[0] || one[1] - other[1]).map(([, , genre]) => genre);
}

class Search {
  /** `decide(genres, event)` is called with one or several names. */
  constructor(desk, decide, signal) {
    Object.assign(this, { desk, decide, dialog: desk.part("search"), input: desk.part("search-text"), list: desk.part("search-list") });
    this.input.addEventListener("input", () => this.#draw(0), { signal });
    this.dialog.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.dialog.addEventListener("click", (event) => this.#click(event), { signal });
  }

  /** Open for the track on the screen; what is chosen is meant for it alone. */
  open(token) {
    if (this.dialog.open) return;
    Object.assign(this, { token, picked: [] });
    this.input.value = "";
    this.dialog.showModal();
    this.input.focus();
    this.#draw(-1);
  }

  close() { if (this.dialog.open) this.dialog.close(); }

  #draw(at) {
    this.found = fitting(this.desk.view.genres, this.input.value).filter(({ name }) => !this.picked.includes(name));
    this.at = Math.min(at, this.found.length - 1);
    this.list.replaceChildren(...this.found.map(({ name, root }, index) => element("li",
      { role: "option", id: `found-${index}`, ariaSelected: String(index === this.at), data: { name } },
      element("span", { textContent: name }), root === name ? "" : element("span", { className: "small", textContent: root }))));
    if (!this.found.length) this.list.append(element("li", { className: "small none", textContent: "No genre of the tree is spelt like this." }));
    this.desk.part("picked").replaceChildren(...this.picked.map((name) =>
      element("button", { type: "button", className: "chip", data: { picked: name }, textContent: name, title: `Take ${name} out` })));
    this.input.setAttribute("aria-activedescendant", this.at < 0 ? "" : `found-${this.at}`);
    this.list.children[this.at]?.scrollIntoView({ block: "nearest" });
  }

  #key(event) {
    if (event.isComposing) return;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) this.#draw(Math.max(0, Math.min(this.found.length - 1, this.at + moves[event.key])));
    else if (event.key === "Tab" && this.found[this.at]) this.#pick(this.found[this.at].name);
    else if (event.key === "Backspace" && !this.input.value && this.picked.length) { this.picked.pop(); this.#draw(-1); }
    else if (event.key === "Enter") { if (!event.repeat) this.#enter(event); }
    else return;
    event.preventDefault();
  }

  #click(event) {
    if (event.target === this.dialog) return this.close(); // beside the sheet
    const [found, chip] = [event.target.closest("[data-name]"), event.target.closest("[data-picked]")];
    if (found) this.#pick(found.dataset.name);
    if (chip) { this.picked = this.picked.filter((name) => name !== chip.dataset.picked); this.#draw(-1); }
    return this.input.focus();
  }

  #pick(name) {
    this.picked.push(name);
    this.input.value = "";
    this.#draw(-1);
  }

  /** What was picked, and what is lit up. */
  #enter(event) {
    const lit = this.found[this.at]?.name;
    const genres = [...this.picked, ...(lit ? [lit] : [])];
    if (!genres.length) return;
    this.close();
    this.decide(genres, this.token, event);
  }
}
