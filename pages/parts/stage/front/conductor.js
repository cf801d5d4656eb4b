/* The conductor: where the show stands, for the screen and the notes alike.
 *
 * A move is made here at once and told to the neighbour and the server afterwards. The server's
 * word counts when the line is new (after a refresh, or when the server came back) and whenever
 * its moment is newer than the last one known, unless a move of one's own is still on its way. */
const SHOW = "/stage-api/show";
const SHOW_PATIENCE = 2000; // milliseconds
const FIRST_WORD = 1500; // milliseconds to wait for the server's moment before beginning anew

class Conductor {
  /** `view` is told: staged, turned, counted, connected, felt, packed, acted, sounded, refused. */
  constructor(view) {
    Object.assign(this, { view, step: null, revision: 0, ballots: new Ballots() });
    this.moves = new Moves((moment) => this.#answered(moment));
    this.neighbour = new Neighbour((kind, content) => this.#told(kind, content));
  }

  /** Fetch the show, for as long as it takes, then follow the server. */
  async open() {
    if (this.opening) return;
    this.opening = true;
    const show = await this.#fetched();
    this.opening = false;
    if (!show || this.closed) return;
    this.steps = new Steps(show);
    this.show = show;
    this.view.staged(show);
    if (this.ear) {
      this.#turn(this.steps.from(this.step ?? {}, 0));
      return;
    }
    this.ear = new Ear(["stage", "pack"], (...event) => this.#heard(...event), (on) => this.#line(on));
    this.pulse = new Pulse((milliseconds) => this.view.felt(milliseconds));
    this.late = setTimeout(() => { if (!this.step) this.#turn(this.steps.line[0]); }, FIRST_WORD);
  }

  /** The running order was edited: fetch it anew, here and next door. */
  reopen() {
    this.neighbour.say("show");
    return this.open();
  }

  next() { this.go(this.steps.from(this.step, 1)); }
  back() { this.go(this.steps.from(this.step, -1)); }

  /** Move to a step. */
  go(step) {
    if (!this.step || sameStep(step, this.step)) return;
    this.#turn(step);
    this.neighbour.say("step", step);
    this.moves.tell(step);
  }

  async #fetched() {
    while (!this.closed) {
      try {
        const response = await fetch(SHOW, { cache: "no-store" });
        if ([401, 403].includes(response.status)) return this.view.refused();
        if (response.ok) return await response.json();
      } catch { /* no server yet, or none that has a stage: it may come */ }
      this.view.connected(false);
      await new Promise((wake) => { setTimeout(wake, SHOW_PATIENCE); });
    }
    return null;
  }

  #heard(name, data, first) {
    if (name === "pack") {
      this.view.packed(data);
      return;
    }
    const anew = data.show !== this.run;
    if (anew) Object.assign(this, { run: data.show, ballots: new Ballots() });
    if (data.order !== this.show.order) this.open(); // it was edited
    this.ballots.take(data);
    const trusted = !this.moves.open && (first || anew || data.revision > this.revision);
    this.revision = first || anew ? data.revision : Math.max(this.revision, data.revision);
    if (trusted) this.#follow(data);
    this.view.counted(this.ballots);
  }

  /** A move arrived; one that is refused was made in an order that has been edited since. */
  #answered({ revision, refused }) {
    if (refused) this.open();
    else this.revision = Math.max(this.revision, revision);
  }

  /** Stand where the server says; where it says nothing yet, at the beginning. */
  #follow({ scene, phase }) {
    const step = this.steps.from({ scene, phase }, 0);
    if (!sameStep(step, this.step)) this.#turn(step);
  }

  #told(kind, content) {
    if (kind === "show") this.open();
    if (kind === "act") this.view.acted(content);
    if (kind === "sound") this.view.sounded(content);
    if (kind === "step") this.#led(content);
  }

  /** Go where the other window went. Without a server either window may be the one that tells it. */
  #led(step) {
    if (!this.steps || sameStep(step, this.step)) return;
    this.#turn(this.steps.from(step, 0));
    if (!this.online) this.moves.tell(this.step);
  }

  #turn(step) {
    const before = this.step;
    this.step = step;
    const forward = Boolean(before) && this.steps.isAfter(step, before);
    this.view.turned(step, { forward, first: !before });
  }

  #line(on) {
    if (on && !this.online) this.moves.hurry();
    this.online = on;
    this.view.connected(on);
  }

  close() {
    this.closed = true;
    clearTimeout(this.late);
    for (const part of [this.ear, this.pulse, this.moves, this.neighbour]) part?.close();
  }
}
