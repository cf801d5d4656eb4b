/* The timer: how long a show runs, kept over a refresh. A new show begins at nought. */
const KEEP_BEGIN = "spectrogram.stage.begun";

class Timer {
  constructor(show) {
    this.name = `${KEEP_BEGIN}/${show}`;
    try { this.begun = Number(localStorage.getItem(this.name)) || null; } catch { this.begun = null; }
  }

  begin() { this.#keep(this.begun ?? Date.now()); }
  get elapsed() { return this.begun ? (Date.now() - this.begun) / 1000 : 0; }

  #keep(begun) {
    this.begun = begun;
    try {
      localStorage.setItem(this.name, String(begun));
    } catch { /* it holds until the page is left */ }
  }
}
