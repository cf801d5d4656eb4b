/* Moves: the server is told where the show stands; the show never waits for its answer.
 *
 * Only the newest move matters, so a waiting one gives way to it. Each has a name of its own: told
 * twice, because an answer was lost, it counts once. */
const MOVE = "/stage-api/move";
const MOVE_PATIENCE = [300, 700, 1500, 3000]; // milliseconds between tries, the last one for ever
const MOVE_TIMEOUT = 5000;

class Moves {
  /** `answered(moment)` gets what the server made of a move, or {refused: status}. */
  constructor(answered) {
    Object.assign(this, { answered, waiting: null, busy: false, tries: 0 });
  }

  /** Whether the server may still believe that the show stands elsewhere. */
  get open() { return Boolean(this.waiting); }

  tell({ scene, phase }) {
    this.waiting = { id: newName(), scene, phase };
    this.tries = 0;
    this.hurry();
  }

  /** Try now, and not when the patience ends: a line has just come back. */
  hurry() {
    clearTimeout(this.again);
    if (this.waiting && !this.busy) this.#send(this.waiting);
  }

  async #send(move) {
    this.busy = true;
    const moment = await this.#post(move);
    this.busy = false;
    if (moment && this.waiting === move) this.waiting = null;
    if (moment) this.answered(moment);
    if (!this.waiting || this.closed) return;
    const patience = this.waiting === move ? MOVE_PATIENCE[Math.min(this.tries, MOVE_PATIENCE.length - 1)] : 0;
    this.tries += 1;
    this.again = setTimeout(() => this.hurry(), patience);
  }

  /** The server's answer; null where there was none. What it refuses is not asked again. */
  async #post(move) {
    try {
      const response = await fetch(MOVE, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(move),
        signal: AbortSignal.timeout(MOVE_TIMEOUT),
      });
      if (response.ok) return await response.json();
      return response.status < 500 && response.status !== 429 ? { refused: response.status } : null;
    } catch { // no server, no network, no time, no JSON: all of them pass
      return null;
    }
  }

  close() {
    this.closed = true;
    clearTimeout(this.again);
  }
}
