/* The speaker: the excerpt of each round, ready to sound at once; one sounds at a time.
 *
 * Where a sound is missing or the browser refuses it, a silent clock runs in its place: the
 * picture draws itself and the show goes on. */
const FADE = 900; // milliseconds
const KEEP_PLACE = "spectrogram.stage.sound";

class Speaker {
  constructor(changed) {
    Object.assign(this, { changed, tracks: new Map(), current: null });
  }

  /** Take the excerpt of a round: `link` may come later, or never. */
  add(id, seconds) {
    if (!this.tracks.has(id)) this.tracks.set(id, { id, seconds, clock: new SilentClock(seconds), audio: null });
    return this.tracks.get(id);
  }

  load(id, link) {
    const track = this.tracks.get(id);
    if (track.audio?.src === link) return;
    track.audio?.pause();
    const audio = new Audio();
    audio.preload = "auto";
    audio.addEventListener("error", () => this.#fallSilent(track, audio));
    for (const name of ["play", "pause", "ended", "seeked"]) audio.addEventListener(name, () => this.changed(id));
    audio.src = link;
    track.audio = audio;
    if (!track.clock.running) return;
    track.clock.pause(); // the sound comes late, and takes over where the silent clock is
    this.play(id, track.clock.currentTime);
  }

  /** A sound that cannot be played: the silent clock goes on from where it was. */
  #fallSilent(track, audio) {
    if (track.audio !== audio) return;
    track.audio = null;
    if (this.current !== track.id || audio.paused) return;
    track.clock.currentTime = audio.currentTime;
    track.clock.play();
    this.changed(track.id);
  }

  /** What tells the time of a round: its sound or, without one, the silent clock. */
  #source(id) {
    const track = this.tracks.get(id);
    return track?.clock.running || !track?.audio ? track?.clock : track.audio;
  }

  time(id) { return this.#source(id)?.currentTime ?? 0; }

  /** Whether a round sounds; one that dies away does not any more. */
  playing(id) {
    return this.current === id && !this.tracks.get(id)?.fading && !(this.#source(id)?.paused ?? true);
  }

  /** Whether the browser waits for a key before it lets anything sound. */
  get hushed() { return Boolean(this.tracks.get(this.current)?.hushed); }

  /** Play a round, from `from` seconds or from where it stands. */
  async play(id, from = null) {
    const track = this.tracks.get(id);
    if (!track) return;
    if (this.current && this.current !== id) this.stop(this.current);
    this.#stay(track);
    this.current = id;
    track.hushed = false;
    if (from !== null) this.seek(id, from);
    if (!track.audio) {
      track.clock.play();
      this.changed(id);
      return;
    }
    track.audio.volume = 1;
    try {
      await track.audio.play();
    } catch (error) { // refused without a key, or overtaken by a pause: both show in `changed`
      track.hushed = error.name === "NotAllowedError";
    }
    this.changed(id);
  }

  seek(id, time) {
    const track = this.tracks.get(id);
    if (!track) return;
    track.clock.currentTime = time;
    if (track.audio) track.audio.currentTime = time;
  }

  toggle(id) {
    const source = this.#source(id);
    if (this.playing(id)) this.pause(id);
    else this.play(id, source && source.currentTime >= this.tracks.get(id).seconds - 0.05 ? 0 : null);
  }

  pause(id) {
    this.#source(id)?.pause();
    this.changed(id);
  }

  /** Let a round's sound die away, then rest. */
  fade(id) {
    const track = this.tracks.get(id);
    if (!this.playing(id)) return;
    if (!track.audio) {
      this.pause(id);
      return;
    }
    const begun = performance.now();
    track.fading = setInterval(() => {
      const share = (performance.now() - begun) / FADE;
      track.audio.volume = Math.max(0, 1 - share) ** 2;
      if (share >= 1) this.stop(id);
    }, 30);
  }

  stop(id) {
    const track = this.tracks.get(id);
    this.#stay(track);
    track.clock.pause();
    track.audio?.pause();
  }

  /** Die away no more. */
  #stay(track) {
    clearInterval(track.fading);
    track.fading = null;
  }

  /** Where the sound stands, kept for a refresh. */
  keepPlace() {
    const place = { id: this.current, time: this.current ? this.time(this.current) : 0, playing: this.playing(this.current) };
    try { sessionStorage.setItem(KEEP_PLACE, JSON.stringify(place)); } catch { /* then a refresh begins anew */ }
  }

  /** The place kept for this round, or null. */
  keptPlace(id) {
    try {
      const place = JSON.parse(sessionStorage.getItem(KEEP_PLACE));
      return place?.id === id ? place : null;
    } catch { return null; }
  }

  close() {
    for (const [id, { audio }] of this.tracks) {
      this.stop(id);
      audio?.removeAttribute("src");
    }
    this.tracks.clear();
  }
}
