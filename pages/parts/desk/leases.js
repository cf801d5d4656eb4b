/* Leases: the holds on the tracks at hand; while somebody is here, none runs out. */
const RENEW_BELOW = 150; // seconds that a lease has left
const RENEW_LOOKS = 15_000; // milliseconds between two looks at the leases
const STILL_HERE = 180_000; // milliseconds after the last touch of key or pointer

class Leases {
  constructor(desk, signal) {
    Object.assign(this, { desk, touched: Date.now(), heardAt: performance.now() });
    for (const name of ["keydown", "pointerdown"]) {
      window.addEventListener(name, () => { this.touched = Date.now(); }, { signal, capture: true });
    }
    const looking = setInterval(() => this.#look(), RENEW_LOOKS);
    signal.addEventListener("abort", () => clearInterval(looking));
  }

  /** The server has just said how long each lease has left. */
  heard() { this.heardAt = performance.now(); }

  draw() {
    const { turns: { shown }, part } = this.desk;
    const late = Boolean(shown) && (shown.late || this.#left(shown) < 0);
    part("late").hidden = !late;
  }

  #left({ secondsLeft }) { return secondsLeft - (performance.now() - this.heardAt) / 1000; }

  #look() {
    const { view, outbox, turns } = this.desk;
    if (!view) return;
    this.draw();
    if (document.hidden || Date.now() - this.touched > STILL_HERE) return;
    const asked = new Set(outbox.items.filter(({ kind }) => kind === "renew").map(({ token }) => token));
    for (const { token, trackKey, ...lease } of turns.cases) {
      const wanted = !turns.done.has(token) && !asked.has(token) && this.#left(lease) < RENEW_BELOW;
      if (wanted) outbox.add({ kind: "renew", token, trackKey }, { passing: true });
    }
  }
}
