/* The outbox: every decision stays here until the server says that it is stored.
 *
 * Each item is an entry of its own in the browser's storage, under a random key: two tabs write
 * side by side and neither can overwrite what the other keeps. The whole box is sent again, ever
 * more patiently, until all of it is answered; the server takes each key once. */
const PATIENCE = [4, 8, 16, 30]; // seconds until the next sending, the last one for ever
const NOTICED_AFTER = 3000; // milliseconds that an item may wait unnoticed

/** A drawer of the browser's storage for one moderator; memory where storage is refused. */
class Drawer {
  constructor(moderator) {
    this.prefix = `spectrogram.desk/${encodeURIComponent(moderator)}/`;
    this.memory = new Map();
    this.safe = true; // false once the browser refused to keep something
  }

  write(name, value) {
    this.memory.delete(name);
    try {
      localStorage.setItem(this.prefix + name, JSON.stringify(value));
    } catch { // full, or forbidden
      this.memory.set(name, value);
      this.safe = false;
    }
  }

  read(name) { return this.memory.get(name) ?? this.#parsed(name); }

  remove(name) {
    this.memory.delete(name);
    try { localStorage.removeItem(this.prefix + name); } catch { /* forbidden: nothing is there */ }
  }

  /** The values whose names begin with `folder`. */
  all(folder) {
    const names = new Set([...this.memory.keys(), ...this.#names()]);
    return [...names].filter((name) => name.startsWith(folder))
      .map((name) => this.read(name)).filter((value) => value && typeof value === "object");
  }

  #names() {
    try {
      return Object.keys(localStorage).filter((name) => name.startsWith(this.prefix))
        .map((name) => name.slice(this.prefix.length));
    } catch {
      this.safe = false;
      return [];
    }
  }

  #parsed(name) {
    try { return JSON.parse(localStorage.getItem(this.prefix + name)); } catch { return null; }
  }
}

class Outbox {
  /** `send` takes all items; `changed` is called when something was added, settled or got old. */
  constructor(drawer, send, changed) {
    Object.assign(this, { drawer, send, changed, fleeting: new Map(), tries: 0 });
  }

  /** What waits, in the order of its making. */
  get items() {
    return [...this.drawer.all("item/"), ...this.fleeting.values()]
      .sort((one, other) => one.at - other.at || one.step - other.step);
  }

  /** Decisions, undos and comments that wait longer than one should notice. */
  get overdue() {
    return this.items.filter(({ kind, at }) =>
      ["decide", "undo", "comment"].includes(kind) && Date.now() - at > NOTICED_AFTER);
  }

  get returned() { return this.drawer.all("returned/").sort((one, other) => one.at - other.at); }

  /** Keep an item and send the box; `passing` ones are not worth outliving this page. */
  add(item, { passing = false } = {}) {
    const step = (this.step = (this.step ?? 0) + 1);
    // A clock that was set back must not bring an undo before its decision.
    const at = Math.max(Date.now(), ...this.items.map((waiting) => waiting.at));
    const whole = { key: newKey(), at, step, ...item };
    if (passing) this.fleeting.set(whole.key, whole);
    else this.drawer.write(`item/${whole.key}`, whole);
    this.tries = 0;
    // The screen comes first: the message leaves when the next track has been drawn.
    setTimeout(() => this.deliver());
    return whole;
  }

  deliver() {
    clearTimeout(this.again);
    clearTimeout(this.soon);
    const { items } = this;
    if (items.length) {
      this.send(items);
      this.again = setTimeout(() => this.deliver(), PATIENCE[Math.min(this.tries, PATIENCE.length - 1)] * 1000);
      this.soon = setTimeout(() => this.changed(), NOTICED_AFTER + 50);
      this.tries += 1;
    }
    this.changed();
  }

  /** Let go of what was answered; return the items that are stored, and those that came back. */
  settle(acked, refused) {
    const reasons = new Map(refused.map(({ key, why }) => [key, why]));
    const answered = this.items.filter(({ key }) => acked.includes(key) || reasons.has(key));
    for (const item of answered) {
      const why = reasons.get(item.key);
      const worthAsking = why !== undefined && ["decide", "comment"].includes(item.kind);
      if (worthAsking) this.drawer.write(`returned/${item.key}`, { ...item, why });
      this.drawer.remove(`item/${item.key}`);
      this.fleeting.delete(item.key);
    }
    if (answered.length) this.tries = 0;
    if (!this.items.length) clearTimeout(this.again);
    return {
      stored: answered.filter(({ key }) => !reasons.has(key)),
      returned: answered.filter(({ key }) => reasons.has(key)).map((item) => ({ ...item, why: reasons.get(item.key) })),
    };
  }

  /** Offer an item that came back once more, under a new key: the old one has its answer. */
  offerAgain(item) {
    const { key, why, at, step, ...rest } = item;
    this.drawer.remove(`returned/${key}`);
    this.add(rest);
  }

  drop(item) {
    this.drawer.remove(`returned/${item.key}`);
    this.changed();
  }

  close() {
    clearTimeout(this.again);
    clearTimeout(this.soon);
  }
}
