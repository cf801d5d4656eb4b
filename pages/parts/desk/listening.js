/* Listening: what the keys do to the sound and to the evidence over the picture. */
const SEEK_STEP = 2; // seconds

class Listening {
  constructor(desk, signal) {
    Object.assign(this, { desk, player: desk.player });
    this.button = element("button", { type: "button", className: "excerpt loop", id: "loop", data: { action: "loop" } },
      element("span", { className: "word", textContent: "Loop" }));
    desk.part("excerpts").append(this.button);
    this.loop = new Loop(desk.player, () => this.draw(), signal);
    this.contrast = new ContrastListening(desk, signal);
  }

  get #sounds() { return Boolean(this.desk.turns.shown?.track); }

  /** What each action does; none of them asks which track is on the screen. */
  get acts() {
    return {
      play: () => this.#play(),
      back: () => this.#seek(-SEEK_STEP),
      forward: () => this.#seek(SEEK_STEP),
      slower: () => this.#speed(-1),
      faster: () => this.#speed(1),
      loop: () => this.#toggleLoop(),
      best: () => this.#hear("best"),
      worst: () => this.#hear("worst"),
      contrast_claimed: () => this.#compare("contrast_claimed"),
      contrast_predicted: () => this.#compare("contrast_predicted"),
      mute: () => this.#mute(),
      lens: () => this.#nextLens(),
    };
  }

  /** Fall silent, and return how to go on with the next track: not, playing, or in the loop. */
  interrupt() {
    const mood = this.loop.on ? "loop" : this.player.sound.playing ? "play" : "rest";
    this.loop.end();
    this.contrast.stop();
    this.player.sound.element.pause();
    return mood;
  }

  resume(mood) {
    if (mood === "loop" && this.loop.begin()) return;
    if (mood !== "rest" && this.#sounds) this.player.sound.play();
  }

  draw() {
    const { loop, button } = this;
    if (!loop) return;
    button.dataset.sounding = loop.on;
    button.ariaPressed = String(loop.on);
    button.hidden = !loop.stretch;
    const band = this.player.evidence?.support?.worst ? "worst-band" : "best-band";
    if (loop.on) this.desk.part(band).dataset.sounding = true;
  }

  #play() {
    if (this.contrast.playing) this.contrast.stop();
    else if (this.#sounds) this.player.sound.toggle();
  }

  #seek(step) {
    if (!this.#sounds) return;
    this.loop.end();
    this.player.seek(this.player.sound.time + step);
  }

  #speed(step) {
    const select = this.desk.part("speed");
    select.selectedIndex = clamp(select.selectedIndex + step, 0, select.options.length - 1);
    select.dispatchEvent(new Event("change"));
    this.contrast.sound.element.playbackRate = +select.value;
    this.desk.notices.speak(`Speed ${select.value}`);
  }

  #mute() {
    const muted = !this.player.sound.element.muted;
    for (const { element: audio } of [this.player.sound, this.contrast.sound]) audio.muted = muted;
  }

  #hear(which) {
    const stretch = this.player.evidence?.support?.[which];
    this.loop.end();
    if (this.#sounds && stretch) this.player.sound.hear(stretch);
  }

  #toggleLoop() {
    if (!this.#sounds) return;
    if (this.loop.stretch) this.loop.toggle();
    else this.desk.notices.toast("No stretch speaks against the claim: it was not tested here.");
  }

  #compare(action) {
    if (!this.contrast.toggle(action)) this.desk.notices.toast("There is no confirmed track to compare with.");
  }

  #nextLens() {
    const count = this.player.evidence?.heatmaps.length ?? 0;
    this.player.lens = (this.player.lens + 1) % (count + 1);
    drawSegments(this.player);
    drawLens(this.player);
  }
}
