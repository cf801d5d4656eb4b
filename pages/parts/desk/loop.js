/* Loop: the stretch that speaks most against the claim, again and again. */
class Loop {
  constructor(player, changed, signal) {
    Object.assign(this, { player, changed, on: false });
    const { element: audio } = player.sound;
    audio.addEventListener("pause", () => { if (this.on && !audio.ended) this.#end(); }, { signal });
    for (const surface of ["picture", "strip"]) {
      player.part(surface).addEventListener("pointerup", () => this.#end(), { signal });
    }
  }

  /** The window least like the claim; with one window only, that one. */
  get stretch() {
    const support = this.player.evidence?.support;
    return support ? support.worst ?? support.best : null;
  }

  toggle() {
    if (this.on) this.player.sound.element.pause(); // and the pause ends the loop
    else this.begin();
  }

  begin() {
    if (!this.stretch) return false;
    this.on = true;
    this.player.seek(this.stretch.start);
    this.player.sound.play();
    this.changed();
    this.#watch();
    return true;
  }

  /** Leave the loop, and leave the sound as it is. */
  end() { if (this.on) this.#end(); }

  #watch() {
    if (!this.on) return;
    const { time } = this.player.sound;
    if (time >= this.stretch.end || time < this.stretch.start - 0.3) this.player.seek(this.stretch.start);
    this.frame = requestAnimationFrame(() => this.#watch());
  }

  #end() {
    this.on = false;
    cancelAnimationFrame(this.frame);
    this.changed();
  }
}
