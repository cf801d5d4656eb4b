/* Turns: which track is on the screen, and whether it may be decided yet. No DOM in here.
 *
 * A track may be decided once its picture has been on the screen for a moment, and by a press
 * that is not part of a burst: what is pressed faster than anybody looks was meant for the track
 * before. So there is one label at most for each track that was displayed, and it is its own. */
const LOOK = 150; // milliseconds
const SURPRISE = 1000; // the same for a track that came by itself, in place of another

class Turns {
  constructor() {
    this.done = new Set(); // tokens that were decided here
    this.cases = [];
    this.shown = null;
    this.painted = null; // when the picture of the shown case came, and how long it was out of sight
    this.pressed = -Infinity;
    this.leftAt = -Infinity;
    this.undoing = null; // key of the undo that is being waited for
    this.surprise = null; // token of a track that came by itself
  }

  offer(cases) { this.cases = cases.filter(Boolean); }

  /** The case to show: the one on the screen while it is offered, else the first undecided one. */
  choice(anew) {
    const open = this.cases.filter(({ token }) => !this.done.has(token));
    return (!anew && open.find(({ token }) => token === this.shown?.token)) || (open[0] ?? null);
  }

  /** Whether another undecided case is offered behind the shown one. */
  get hasNext() {
    return this.cases.some(({ token }) => token !== this.shown?.token && !this.done.has(token));
  }

  /** Whether the track on the screen is gone without having been decided here. */
  get lost() {
    const { shown } = this;
    return Boolean(shown) && !this.done.has(shown.token) && !this.cases.some(({ token }) => token === shown.token);
  }

  show(shown) {
    if (shown?.token !== this.shown?.token) this.painted = null;
    this.shown = shown;
  }

  paint(at) { this.painted ??= { at, away: 0 }; }

  /** Why a press at `time` cannot decide, in a word; null if it can. Every press counts as one. */
  refusal(time) {
    const quiet = time - this.pressed;
    this.pressed = time;
    if (!this.shown) return "nothing";
    if (this.undoing) return "undoing";
    const look = this.surprise === this.shown.token ? SURPRISE : LOOK;
    return this.painted && time - this.painted.at >= look && quiet >= LOOK ? null : "early";
  }

  /** Time out of sight is no time of looking. */
  away(hidden, time) {
    if (hidden) this.leftAt = time;
    else if (this.painted && this.leftAt > this.painted.at) this.painted.away += time - this.leftAt;
  }

  /** Seconds the shown track was looked at until `time`. */
  seconds(time) { return Math.max(0, (time - this.painted.at - this.painted.away) / 1000); }
}
