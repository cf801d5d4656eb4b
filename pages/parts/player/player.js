/* The player: shows a recording (one block of bytes) and its evidence (from the courier). */
const DESKS = Symbol.for("spectrogram.player.desks");
const CHART_HEIGHT = 64; // pixels, as in player.css
let inUse = null;

class Player {
  constructor(root) {
    this.part = (id) => root.getElementById(id);
    this.all = (selector) => [...root.querySelectorAll(selector)];
    this.ending = new AbortController();
    const { signal } = this.ending;
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.lens = 0; // 0 shows the bare picture, n the n-th heatmap
    this.previewed = null;
    this.sound = new Sound(this.part("audio"), signal, () => this.#soundChanged());
    this.sizes = new ResizeObserver(() => this.#layOut());
    this.sizes.observe(this.part("desk"));
    this.#wire(signal);
  }

  get chartHeight() { return CHART_HEIGHT; }
  get inUse() { return inUse === this; }

  #wire(signal) {
    const on = (id, name, act) => this.part(id).addEventListener(name, act, { signal });
    on("play", "click", () => this.sound.toggle());
    on("mute", "click", () => { this.sound.element.muted = !this.sound.element.muted; });
    on("volume", "input", (event) => Object.assign(this.sound.element, { volume: +event.target.value, muted: false }));
    on("speed", "change", (event) => { this.sound.element.playbackRate = +event.target.value; });
    on("player", "pointerdown", () => { inUse = this; });
    on("segments", "change", (event) => { this.lens = +event.target.value; drawLens(this); });
    for (const which of ["best", "worst"]) {
      on(which, "click", () => this.sound.hear(this.evidence.support[which]));
      on(`${which}-mark`, "click", () => this.sound.hear(this.evidence.support[which]));
    }
    followPointer(this, this.part("picture"), signal);
    followPointer(this, this.part("strip"), signal);
    followArrows(this, this.part("picture"), signal);
    followSpace(this, this.part("picture"), signal);
  }

  /** Show a block; a track already on show keeps its sound, untouched. */
  show({ meta, picture, audio }) {
    if (this.meta?.key !== meta.key) this.#leaveDesk();
    const before = this.meta;
    this.meta = meta;
    if (before?.track !== meta.track) {
      this.sound.load(audio, meta.mime);
      this.sound.element.defaultPlaybackRate = this.sound.element.playbackRate = +this.part("speed").value;
      inUse = this;
    }
    if (before?.pictureMark !== meta.pictureMark) this.#showPicture(picture);
    const desks = (globalThis[DESKS] ??= new Map());
    this.desk = desks.get(meta.key) ?? {};
    desks.set(meta.key, this.desk);
    this.desk.player = this;
    this.receive(this.desk.evidence);
    this.#soundChanged();
  }

  /** Take the courier's data; what belongs to another track waits for its own block. */
  receive(evidence) {
    const mine = evidence?.track === this.meta.track;
    this.evidence = mine ? evidence : { heatmaps: [], support: null, heard: [] };
    drawSegments(this);
    this.#layOut();
  }

  /** Where a time lies on the axis, in pixels. */
  x(time) { return (clamp(time, 0, this.meta.seconds) / this.meta.seconds) * this.width; }

  seek(time) {
    this.sound.seek(clamp(time, 0, this.meta.seconds));
    this.#moveTo(this.sound.time);
  }

  /** Show where a drag would seek to; null goes back to the sound. */
  preview(time) {
    this.previewed = time;
    this.#moveTo(time ?? this.sound.time);
  }

  /** Read off the picture or the strip under the pointer; null reads off nothing. */
  point(surface, event, time) {
    const box = surface?.getBoundingClientRect();
    const onPicture = surface === this.part("picture");
    this.all(".hairline").forEach((line) => {
      line.hidden = !surface;
      if (surface) line.style.transform = `translateX(${this.x(time)}px)`;
    });
    this.part("readout").hidden = !surface;
    this.part("level").hidden = !onPicture;
    showWindow(this, surface && !onPicture ? windowAt(this.evidence.support, time) : null);
    if (!surface) return;
    const height = clamp((event.clientY - box.top) / box.height, 0, 1);
    this.part("level").style.transform = `translateY(${height * box.height}px)`;
    showReadout(this, onPicture ? `${clock(time, 1)}  ·  ${hertzReading((1 - height) * this.meta.maxHz)}`
      : supportReading(this, time), event);
  }

  close() {
    this.ending.abort();
    this.sizes.disconnect();
    cancelAnimationFrame(this.frame);
    this.sound.clear();
    if (this.pictureUrl) URL.revokeObjectURL(this.pictureUrl);
    this.#leaveDesk();
    if (inUse === this) inUse = null;
  }

  #leaveDesk() {
    if (this.desk?.player === this) delete this.desk.player;
  }

  #showPicture(bytes) {
    if (this.pictureUrl) URL.revokeObjectURL(this.pictureUrl);
    this.pictureUrl = URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
    this.part("image").src = this.pictureUrl;
  }

  /** Draw everything that hangs on the width, which Streamlit and the window may change. */
  #layOut() {
    if (!this.meta || !this.evidence) return;
    this.width = this.part("picture").clientWidth;
    drawAxes(this);
    drawLens(this);
    drawSupport(this);
    this.#moveTo(this.sound.time);
  }

  #soundChanged() {
    const { element, playing, refused, stretch } = this.sound;
    Object.assign(this.part("player").dataset, { playing, refused, muted: element.muted || element.volume === 0 });
    this.part("play").ariaLabel = playing ? "Pause" : "Play";
    this.part("play").disabled = refused;
    this.part("mute").ariaPressed = String(element.muted);
    for (const which of ["best", "worst"]) {
      const sounding = Boolean(stretch) && stretch === this.evidence?.support?.[which];
      for (const id of [which, `${which}-mark`, `${which}-band`]) this.part(id).dataset.sounding = sounding;
      this.part(which).disabled = refused;
    }
    this.part("refusal").hidden = !refused;
    this.part("refusal").textContent = refused
      ? `Your browser cannot play this file type (${this.meta.mime}). The picture and the verdict are not affected.` : "";
    cancelAnimationFrame(this.frame);
    if (playing) this.frame = requestAnimationFrame(() => this.#glide());
    else this.#moveTo(this.sound.time);
  }

  /** One frame of playing. Those who asked for less motion see two steps a second. */
  #glide() {
    this.sound.watch();
    const { time, playing } = this.sound;
    this.#moveTo(this.calm.matches && playing ? Math.floor(time * 2) / 2 : time);
    if (playing) this.frame = requestAnimationFrame(() => this.#glide());
  }

  #moveTo(soundTime) {
    if (!this.meta) return;
    const time = this.previewed ?? soundTime;
    const shift = `translateX(${this.x(time)}px)`;
    this.all(".playhead, .knob").forEach((mark) => { mark.style.transform = shift; });
    this.part("now").textContent = clock(time, 1);
    if (this.spokenSecond === Math.floor(time)) return;
    this.spokenSecond = Math.floor(time);
    const slider = this.part("picture");
    slider.ariaValueNow = String(this.spokenSecond);
    slider.ariaValueText = `${spoken(time)} of ${spoken(this.meta.seconds)}`;
  }
}
