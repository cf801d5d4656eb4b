/* The sound: an <audio> element that can also play one stretch and stop at its end.
 *
 * Only one player of the page sounds at a time. */
let sounding = null;

class Sound {
  constructor(element, signal, changed) {
    this.element = element;
    this.changed = changed;
    this.stretch = null;
    this.refused = false;
    for (const name of ["play", "pause", "ended", "seeked", "timeupdate", "volumechange", "ratechange", "loadedmetadata"]) {
      element.addEventListener(name, () => this.#heard(name), { signal });
    }
    element.addEventListener("error", () => this.#refuse(), { signal });
  }

  get playing() { return !this.element.paused; }
  get time() { return this.element.currentTime; }

  load(bytes, mime) {
    this.clear();
    this.url = URL.createObjectURL(new Blob([bytes], { type: mime }));
    this.element.src = this.url;
  }

  /** Silence, and give the memory back. */
  clear() {
    this.element.pause();
    this.stretch = null;
    this.refused = false;
    if (!this.url) return;
    this.element.removeAttribute("src");
    this.element.load();
    URL.revokeObjectURL(this.url);
    this.url = null;
    if (sounding === this) sounding = null;
  }

  toggle() {
    if (this.playing) this.element.pause();
    else this.play();
  }

  play() {
    if (this.refused) return;
    if (sounding !== this) sounding?.element.pause();
    sounding = this;
    // A pause or a new track may overtake the promise; both are answered by their own events.
    this.element.play().catch(() => this.changed());
  }

  seek(time) {
    this.stretch = null;
    this.element.currentTime = time;
  }

  /** Play from the stretch's start to its end, then stop. */
  hear(stretch) {
    this.seek(stretch.start);
    this.stretch = stretch;
    this.play();
  }

  /** Stop if the stretch is over; timeupdate alone would be a quarter of a second late. */
  watch() {
    if (!this.stretch || !this.playing || this.time < this.stretch.end) return;
    const { end } = this.stretch;
    this.element.pause();
    this.stretch = null;
    this.element.currentTime = end;
  }

  #heard(name) {
    this.watch();
    if (name === "pause" || name === "ended") this.stretch = null;
    this.changed();
  }

  #refuse() {
    if (!this.url) return;
    this.refused = true;
    this.stretch = null;
    this.changed();
  }
}
