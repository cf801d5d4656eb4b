/* Help: all keys on one sheet, and the place to change them. */
class Help {
  constructor(desk, changed, signal) {
    Object.assign(this, { desk, changed, asked: null, dialog: desk.part("help") });
    // On the window, ahead of the dialog's own Escape and of everything else that hears keys.
    window.addEventListener("keydown", (event) => this.#key(event), { signal, capture: true });
    this.dialog.addEventListener("close", () => this.#ask(null), { signal });
    this.dialog.addEventListener("click", (event) => { if (event.target === this.dialog) this.dialog.close(); }, { signal });
    desk.part("help-close").addEventListener("click", () => this.dialog.close(), { signal });
    desk.part("help-reset").addEventListener("click", () => this.#reset(), { signal });
  }

  open() {
    if (this.dialog.open) return;
    this.#ask(null);
    this.dialog.showModal();
  }

  #draw() {
    const groups = [...new Set(ACTIONS.map(({ group }) => group))];
    this.desk.part("groups").replaceChildren(...groups.map((group) => element("section", {},
      element("h3", { textContent: group }),
      ...ACTIONS.filter((action) => action.group === group).map((action) => this.#row(action)))));
  }

  #row({ id, label }) {
    const { bindings } = this.desk;
    const [key, ...others] = bindings.keys(id);
    const asked = this.asked === id;
    const button = element("button", { type: "button", className: "rebind", data: { rebind: id, asked }, onclick: () => this.#ask(id) },
      element("span", { textContent: label }),
      ...(asked ? [element("em", { textContent: "press a key" })]
        : [key, ...others].map((cap) => element("kbd", { textContent: keyCap(cap) }))));
    button.ariaLabel = `${label}: ${[key, ...others].join(" or ")}. Change`;
    return button;
  }

  #ask(id, sentence = "") {
    this.asked = id;
    this.desk.part("help-text").textContent = "Click a line, then press the key you want for it.";
    this.desk.part("conflict").textContent = sentence;
    this.desk.part("conflict").hidden = !sentence;
    this.#draw();
    if (id) this.desk.root.querySelector(`[data-rebind="${id}"]`).focus();
  }

  #key(event) {
    if (!this.asked || !this.dialog.open) return;
    if (["Shift", "Control", "Alt", "Meta", "CapsLock"].includes(event.key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.key === "Escape") this.#ask(null);
    else if (!event.repeat) this.#bind(event);
  }

  #bind(event) {
    const { bindings } = this.desk;
    const [key] = event.ctrlKey || event.altKey || event.metaKey ? [] : keyNames(event);
    const why = key ? RESERVED.get(key) : "A key counts without Shift, Ctrl and Alt";
    if (why || /^F\d+$/.test(key)) {
      this.#ask(this.asked, `${why ?? `The browser uses ${key}`}. Press another one.`);
      return;
    }
    const loser = bindings.owner(key);
    const [winner, old] = [this.asked, bindings.key(this.asked)];
    bindings.give(winner, key);
    this.changed();
    const swapped = loser && loser.id !== winner;
    this.#ask(null, swapped ? `${keyCap(key)} was taken: “${loser.label}” has ${keyCap(old)} now. Click it to choose another.` : "");
  }

  #reset() {
    this.desk.bindings.load({});
    this.changed();
    this.#ask(null);
  }
}
