/* Contrast: a confirmed track of the claimed or the predicted genre, to compare with by ear. */
const SIDES = { contrast_claimed: "contrastClaimed", contrast_predicted: "contrastPredicted" };
const EXCERPT = 30; // seconds: of a longer track the middle says more than its beginning

class ContrastListening {
  constructor(desk, signal) {
    Object.assign(this, { desk, playing: null, pictures: [] });
    this.sound = new Sound(desk.part("contrast-audio"), signal, () => this.#changed());
  }

  /** Both cards for the column of facts, or null. */
  fact(shown) {
    this.#forget();
    const cards = Object.entries(SIDES).filter(([, side]) => shown[side]).map(([action, side]) => this.#card(action, shown[side]));
    return cards.length ? block("Compare with", element("div", { className: "cards" }, ...cards)) : null;
  }

  /** Play the track of this action, or stop it; false where there is none. */
  toggle(action) {
    const track = this.desk.turns.shown?.[SIDES[action]];
    if (!track) return false;
    if (this.playing === action) {
      this.stop();
      return true;
    }
    const recording = this.desk.stock.recordings.get(track.track);
    if (!recording) return false;
    this.playing = action;
    this.sound.load(recording.audio, recording.meta.mime);
    const { player } = this.desk;
    this.sound.element.defaultPlaybackRate = this.sound.element.playbackRate = player.sound.element.playbackRate;
    this.sound.element.volume = player.sound.element.volume;
    this.sound.element.muted = player.sound.element.muted;
    this.sound.seek(Math.max(0, recording.meta.seconds / 2 - EXCERPT / 2));
    this.sound.play();
    this.desk.notices.speak(`Playing ${track.title} by ${track.artist}, ${track.genre}.`);
    return true;
  }

  stop() {
    this.playing = null;
    this.sound.clear();
    this.#changed();
  }

  close() {
    this.sound.clear();
    this.#forget();
  }

  #card(action, { track, title, artist, genre }) {
    const recording = this.desk.stock.recordings.get(track);
    const picture = element("img", { alt: "" });
    if (recording) {
      picture.src = URL.createObjectURL(new Blob([recording.picture], { type: "image/png" }));
      this.pictures.push(picture.src);
    }
    const side = action === "contrast_claimed" ? "claimed" : "predicted";
    return element("button", { type: "button", className: "card", ariaLabel: `Compare with ${genre}: ${title} by ${artist}`, disabled: !recording, data: { action, side, playing: this.playing === action } },
      element("span", { className: "thumb" }, picture),
      element("span", { className: "card-words" },
        element("span", { className: "card-genre", textContent: genre }),
        element("span", { className: "card-title", textContent: [title, artist].filter(Boolean).join(" · "), title: `${title}, ${artist}` })),
      ...caps(this.desk.bindings, action));
  }

  #forget() {
    this.pictures.forEach((url) => URL.revokeObjectURL(url));
    this.pictures = [];
  }

  #changed() {
    if (this.playing && this.sound.url && !this.sound.playing && this.sound.element.readyState && this.started) this.playing = null;
    this.started = this.sound.playing;
    for (const card of this.desk.all(".card")) card.dataset.playing = card.dataset.action === this.playing;
  }
}
