/* The desk: the track on the screen, the keys that decide it, and the next one at once.
 *
 * The server says which cases are leased and what is stored. What is on the screen is decided
 * here, by turns; every decision carries the token and the track of exactly that. */
class Desk {
  constructor(root, key) {
    Object.assign(this, { root, key, bundle: "" });
    this.part = (id) => root.getElementById(id);
    this.all = (selector) => [...root.querySelectorAll(selector)];
    this.ending = new AbortController();
    const { signal } = this.ending;
    this.player = new Player(root);
    this.turns = new Turns();
    this.bindings = new Bindings();
    this.notices = new Notices(this);
    this.leases = new Leases(this, signal);
    this.listening = new Listening(this, signal);
    this.decisions = new Decisions(this);
    this.stage = new Stage(this, (at) => this.decisions.seen(at), signal);
    this.search = new Search(this, (genres, token, event) => this.decisions.searched(genres, token, event), signal);
    this.notes = new Notes(this, (text) => this.#comment(text), signal);
    this.help = new Help(this, () => this.#keepBindings(), signal);
    this.stock = stockOf(key);
    this.stock.arrived = () => { if (this.view) this.stage.arrived(); };
    this.acts = { ...this.listening.acts, ...this.decisions.acts, ...this.#ownActs };
    this.#wire(signal);
    this.#expose();
  }

  get #ownActs() {
    const focus = (id) => () => { if (this.turns.shown) this.part(id).focus(); };
    const bundle = () => { if (this.turns.shown) turnBundle(this, this.turns.shown); };
    return { bundle, note: focus("note"), reason: focus("reason"), help: () => this.help.open() };
  }

  #wire(signal) {
    followKeys(this.root, this.bindings, (action, event) => this.acts[action](event), signal);
    this.part("review").addEventListener("click", (event) => {
      const button = event.composedPath()[0].closest?.("button[data-action]");
      if (button) this.acts[button.dataset.action](event);
    }, { signal });
    for (const id of ["speed", "reason"]) releaseSelect(this.part(id), signal);
    window.addEventListener("keydown", (event) => { if (event.key === "Escape") this.#escape(); }, { signal });
    window.addEventListener("storage", (event) => this.#otherTab(event), { signal });
    window.addEventListener("online", () => this.outbox?.deliver(), { signal });
    document.addEventListener("visibilitychange", () => this.turns.away(document.hidden, performance.now()), { signal });
  }

  /** What tests and measurements may read. */
  #expose() {
    const { turns, decisions: { log, measures } } = this;
    this.exposed = window.spectrogramDesk = {
      log,
      measures,
      get shown() { return turns.shown?.trackKey ?? null; },
      get painted() { return Boolean(turns.painted); },
    };
  }

  /** Take what the server says; called again after every run of the page. */
  take(view) {
    const changed = this.view?.moderator !== view.moderator;
    this.view = view;
    this.leases.heard();
    if (changed) this.#sitDown(view.moderator);
    const { stored, returned } = this.outbox.settle(view.acked, view.refused);
    const undone = stored.filter(({ kind }) => kind === "undo");
    returned.forEach((item) => this.decisions.returned(item));
    undone.forEach((item) => this.decisions.undone(item));
    this.turns.offer([view.current, view.upcoming]);
    if (!this.chosen) this.#loadBindings(view.bindings);
    this.notices.drawTop();
    this.notices.drawReveal();
    this.notices.drawBox();
    this.stage.turn(undone.length > 0);
    this.stage.fit();
    if (changed) this.outbox.deliver(); // what an earlier page left behind
  }

  /** A moderator sits down: her box, her drafts, her keys. */
  #sitDown(moderator) {
    this.outbox?.close();
    this.drawer = new Drawer(moderator);
    this.outbox = new Outbox(this.drawer, (items) => this.post(items), () => this.#boxChanged());
    this.turns.done = new Set(this.outbox.items.filter(({ kind }) => kind === "decide").map(({ token }) => token));
    this.chosen = this.drawer.read("bindings");
    this.#loadBindings(this.chosen);
  }

  #boxChanged() {
    this.notices.drawBox();
    this.stage.fit();
  }

  #loadBindings(own) {
    this.bindings.load(own);
    drawCaps(this);
  }

  #keepBindings() {
    this.chosen = { ...this.bindings.own };
    this.drawer.write("bindings", this.chosen);
    this.outbox.add({ kind: "bindings", text: JSON.stringify(this.chosen) });
    drawCaps(this);
  }

  #comment(text) {
    const { token, trackKey, title } = this.turns.shown;
    this.outbox.add({ kind: "comment", token, trackKey, title, text });
  }

  /** Another tab decided a track: it is not to be decided here as well. */
  #otherTab({ key, newValue }) {
    if (!this.drawer || !key?.startsWith(`${this.drawer.prefix}item/`)) return;
    const item = newValue ? JSON.parse(newValue) : null;
    if (item?.kind === "decide" && !this.turns.done.has(item.token)) {
      this.turns.done.add(item.token);
      this.stage.turn(false);
    }
    this.notices.drawBox();
  }

  #escape() {
    if (this.listening.contrast.playing) this.listening.contrast.stop();
    this.turns.undoing = null;
    this.notices.hush();
  }

  close() {
    this.ending.abort();
    this.listening.loop.end();
    this.listening.contrast.close();
    this.outbox?.close();
    this.player.close();
    this.stock.arrived = () => {};
    if (window.spectrogramDesk === this.exposed) delete window.spectrogramDesk;
  }
}
