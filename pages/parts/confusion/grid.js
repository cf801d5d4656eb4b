/* The matrix: one table, drawn anew when its data change; a click only moves the frame. */
const grids = new WeakMap();
const NARROWEST = 25; // pixels of a cell; below it the table scrolls under its names
const WIDEST = { many: 58, few: 116 };
const LOWEST = matchMedia("(pointer: coarse)").matches ? 27 : 22; // pixels of a row, under a finger or a mouse
const SETTLED = 400; // ms until what a click opens has begun to be drawn

class Matrix {
  constructor(root, post) {
    this.root = root;
    this.post = post;
    this.part = (id) => root.getElementById(id);
    this.at = [0, 0]; // where the keys are: -1 is a header
    const table = this.part("table");
    table.addEventListener("click", (event) => this.#click(event));
    table.addEventListener("keydown", (event) => this.#key(event));
    table.addEventListener("pointerover", (event) => { if (event.pointerType === "mouse") this.#point(event.target.closest("a")); });
    table.addEventListener("pointerleave", () => this.#point(null));
    table.addEventListener("focusin", (event) => { if (event.target.matches(":focus-visible")) this.#point(event.target); });
    table.addEventListener("focusout", () => this.#point(null));
    this.part("scroll").addEventListener("scroll", () => this.#hint(), { passive: true });
    this.sizes = new ResizeObserver(() => this.#fit());
    this.sizes.observe(this.part("matrix"));
  }

  take(data) {
    const { chosen, ...grid } = data;
    const style = getComputedStyle(this.part("matrix"));
    const steps = style.getPropertyValue(`--st-chart-${grid.signed ? "diverging" : "sequential"}-colors`);
    const drawn = JSON.stringify([grid, steps]);
    if (drawn !== this.drawn) {
      const focused = this.root.activeElement?.closest?.("table") != null;
      this.drawn = drawn;
      this.data = data;
      this.steps = stepsOf(steps);
      this.#draw();
      this.#fit();
      if (focused) this.#link(...this.at)?.focus({ preventScroll: true });
    }
    this.data = data;
    for (const cell of this.root.querySelectorAll("td[aria-current]")) {
      cell.classList.remove("chosen");
      cell.removeAttribute("aria-current");
    }
    if (!chosen) return;
    const cell = this.#link(...chosen)?.parentElement;
    cell?.classList.add("chosen");
    cell?.setAttribute("aria-current", "true");
    if (cell) this.#bringIn(cell);
    if (this.clicked) setTimeout(() => this.#makeRoom(), SETTLED);
    this.clicked = false;
  }

  close() { this.sizes.disconnect(); }

  #draw() {
    const { labels, values, numbers, words, legend } = this.data;
    const head = row([corner(), ...labels.map((label, c) => this.#header("col", label, -1, c))]);
    const body = labels.map((label, r) => row([
      this.#header("row", label, r, -1),
      ...labels.map((_, c) => this.#cell(r, c, values[r][c], numbers[r][c], words[r][c])),
    ]));
    const table = this.part("table");
    table.replaceChildren(section("thead", [head]), section("tbody", body));
    this.at = this.at.map((place) => Math.min(place, labels.length - 1));
    this.#link(...this.at).tabIndex = 0;
    for (const name of ["low", "middle", "high"]) this.part(name).textContent = legend[name];
    this.part("whole").textContent = legend.title;
    this.part("ramp").style.background = `linear-gradient(90deg, ${this.steps.map(css).join(", ")})`;
  }

  #header(scope, label, r, c) {
    const head = document.createElement("th");
    head.scope = scope;
    const link = anchor(label.link, r, c);
    link.append(Object.assign(document.createElement("span"), { textContent: label.name }));
    link.title = label.does;
    head.append(link);
    return head;
  }

  #cell(r, c, value, number, words) {
    const { labels, limit, signed, address } = this.data;
    const cell = document.createElement("td");
    const link = anchor({ ...address, true: labels[r].name, called: labels[c].name }, r, c);
    link.textContent = number;
    link.ariaLabel = words;
    if (r === c) cell.className = "right";
    if (value === null) cell.className = "blank";
    else if (value !== 0 && this.steps.length) {
      const colour = mixed(this.steps, shareOf(value, limit, signed));
      Object.assign(link.style, { background: css(colour), color: legibleOn(colour) });
    }
    cell.append(link);
    return cell;
  }

  /** Share out the width: cells as wide as they may be, names upright where they need more. */
  #fit() {
    if (!this.data) return;
    const width = this.part("matrix").clientWidth;
    const { labels } = this.data;
    const longest = Math.max(...labels.map((label) => label.name.length));
    const names = Math.min(longest * 7.2 + 16, Math.max(86, width * 0.28));
    const free = (width - names) / labels.length - 1.2;
    const widest = labels.length > 8 ? WIDEST.many : WIDEST.few;
    const cell = Math.floor(Math.min(Math.max(free, NARROWEST), widest));
    const high = Math.round(Math.min(Math.max(cell * 0.62, LOWEST), 46));
    const style = this.part("matrix").style;
    style.setProperty("--cell", `${cell}px`);
    style.setProperty("--row", `${high}px`);
    style.setProperty("--names", `${Math.round(names)}px`);
    style.setProperty("--digits", `${Math.min(Math.max(cell * 0.36, 11.5), 15)}px`);
    this.part("matrix").dataset.names = cell < longest * 7.6 + 4 ? "upright" : "level";
    this.#hint();
  }

  /** Scroll the table, and nothing but the table, until a cell is in sight beside the names. */
  #bringIn(cell) {
    const scroll = this.part("scroll");
    const [frame, box] = [scroll, cell].map((element) => element.getBoundingClientRect());
    const names = this.#link(0, -1).offsetWidth;
    if (box.left < frame.left + names || box.right > frame.right) {
      scroll.scrollLeft += (box.left + box.right - frame.left - frame.right - names) / 2;
    }
  }

  /** Let what a click opened, which lies below, come into sight; the matrix stays in sight, too. */
  #makeRoom() {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.part("matrix").scrollIntoView({ block: "end", behavior: calm ? "auto" : "smooth" });
  }

  /** Whether there is more to the right than is to be seen. */
  #hint() {
    const { scrollWidth, scrollLeft, clientWidth } = this.part("scroll");
    this.part("matrix").dataset.more = scrollWidth - scrollLeft - clientWidth > 4;
  }

  #link(r, c) { return this.root.querySelector(`a[data-r="${r}"][data-c="${c}"]`); }

  #click(event) {
    const link = event.target.closest("a");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.#move(link);
    this.clicked = +link.dataset.r >= 0 && +link.dataset.c >= 0;
    this.post(link.search.slice(1));
  }

  #key(event) {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step || event.metaKey || event.ctrlKey || event.altKey) return;
    const next = this.#link(...this.at.map((place, i) => place + step[i]));
    event.preventDefault();
    if (!next) return;
    this.#move(next);
    next.focus();
  }

  #move(link) {
    const before = this.#link(...this.at);
    if (before) before.tabIndex = -1;
    this.at = [+link.dataset.r, +link.dataset.c];
    link.tabIndex = 0;
  }

  /** Say what a cell says, beside it, and light up its two names. */
  #point(link) {
    const tip = this.part("tip");
    this.root.querySelectorAll("th.near").forEach((head) => head.classList.remove("near"));
    const [r, c] = link ? [+link.dataset.r, +link.dataset.c] : [-1, -1];
    tip.hidden = r < 0 || c < 0;
    if (tip.hidden) return;
    this.#link(r, -1).parentElement.classList.add("near");
    this.#link(-1, c).parentElement.classList.add("near");
    tip.textContent = this.data.words[r][c];
    const [frame, box] = [this.part("matrix"), link].map((element) => element.getBoundingClientRect());
    const left = Math.min(Math.max(box.left + box.width / 2 - tip.offsetWidth / 2 - frame.left, 0), frame.width - tip.offsetWidth);
    const above = box.top - frame.top - tip.offsetHeight - 8;
    tip.style.transform = `translate(${left}px, ${above < 0 ? box.bottom - frame.top + 8 : above}px)`;
  }
}

function anchor(parameters, r, c) {
  const link = document.createElement("a");
  link.href = `?${new URLSearchParams(parameters)}`;
  Object.assign(link.dataset, { r, c });
  link.tabIndex = -1;
  return link;
}

function section(name, children) {
  const element = document.createElement(name);
  element.append(...children);
  return element;
}

function row(cells) { return section("tr", cells); }

function corner() { return Object.assign(document.createElement("td"), { className: "corner" }); }

export default function ({ data, parentElement, setTriggerValue }) {
  let grid = grids.get(parentElement);
  if (!grid) grids.set(parentElement, (grid = new Matrix(parentElement, (link) => grid.say(link))));
  const run = (grid.run = Symbol("run"));
  grid.say = (link) => setTriggerValue("opened", link);
  grid.take(data);
  // Streamlit may end an overtaken run after the next one began; only the last run ends the grid.
  return () => {
    if (grid.run !== run) return;
    grid.close();
    grids.delete(parentElement);
  };
}
