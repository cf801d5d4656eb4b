/* The line to the stage: a stream of events, and where none holds, a question every three seconds.
 *
 * The stream says at once how things stand, and again when they change. A phone that was asleep or
 * walked out of the Wi-Fi is not told that its stream is dead; so a quiet stream is doubted. */
const POLL_EVERY = 3000; // milliseconds between questions while there is no stream
const DOUBTED_AFTER = 15000; // milliseconds of quiet until the stage is asked whether it is there
const OPENS_WITHIN = 6000; // milliseconds that a stream may take to open
const STREAM_AGAIN = 5; // questions between two attempts, once streams have failed three times

class Line {
  /** `heard` is given each ballot; `changed` is called when the connection is lost or found. */
  constructor(heard, changed) {
    Object.assign(this, { heard, changed, connected: null, failures: 0, asks: 0 });
  }

  /** Listen from now on; again when the page comes back to the front. */
  open() {
    this.#stop();
    this.source = new EventSource("/stage-api/events");
    this.source.addEventListener("ballot", ({ data }) => this.#event(data));
    for (const sign of ["open", "ping"]) this.source.addEventListener(sign, () => this.#alive());
    this.source.addEventListener("error", () => this.#lost());
    this.doubt = setTimeout(() => this.#doubted(), OPENS_WITHIN);
  }

  close() { this.#stop(); }

  /** The phone itself says that it has no network. */
  cut() {
    this.#stop();
    this.#say(false);
    this.again = setTimeout(() => this.#ask(), POLL_EVERY);
  }

  #stop() {
    this.source?.close();
    this.source = null;
    clearTimeout(this.doubt);
    clearTimeout(this.again);
  }

  #event(data) {
    this.failures = 0;
    this.#alive();
    this.#hear(data);
  }

  #hear(data) {
    let ballot;
    try { ballot = JSON.parse(data); } catch { return; } // half a message is none
    if (ballot && typeof ballot === "object") this.heard(ballot);
  }

  #alive() {
    clearTimeout(this.doubt);
    this.doubt = setTimeout(() => this.#doubted(), DOUBTED_AFTER * (1 + Math.random() / 4));
    this.#say(true);
  }

  async #doubted() {
    if (this.source?.readyState !== EventSource.OPEN || !(await this.#present())) this.#lost();
    else if (this.source) this.#alive();
  }

  #lost() {
    this.#stop();
    this.failures += 1;
    this.again = setTimeout(() => this.#ask(), 200 + Math.random() * 600);
  }

  async #ask() {
    const there = await this.#present();
    if (this.source) return; // opened meanwhile
    this.asks += 1;
    clearTimeout(this.again);
    if (there && (this.failures < 3 || this.asks % STREAM_AGAIN === 0)) this.open();
    else this.again = setTimeout(() => this.#ask(), POLL_EVERY);
  }

  /** Ask how things stand; false where nobody answers. */
  async #present() {
    const answer = await asked("/stage-api/ballot", OPENS_WITHIN);
    const there = answer !== null && answer.status < 500;
    if (typeof answer?.body?.revision === "number") this.heard(answer.body);
    this.#say(there);
    return there;
  }

  #say(connected) {
    if (this.connected === connected) return;
    this.connected = connected;
    this.changed();
  }
}
