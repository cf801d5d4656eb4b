/* The pulse: how long the server takes to answer, and whether it does. */
const PING = "/stage-api/ping";
const PULSE = 3000; // milliseconds between two pings
const PULSE_TIMEOUT = 4000;

class Pulse {
  /** `felt(milliseconds)` gets the time of each answer, null where none came. */
  constructor(felt) {
    this.felt = felt;
    this.#beat();
  }

  async #beat() {
    const begun = performance.now();
    const answered = await fetch(PING, { cache: "no-store", signal: AbortSignal.timeout(PULSE_TIMEOUT) })
      .then((response) => response.ok, () => false);
    if (this.closed) return;
    this.felt(answered ? performance.now() - begun : null);
    this.again = setTimeout(() => this.#beat(), PULSE);
  }

  close() {
    this.closed = true;
    clearTimeout(this.again);
  }
}
