/* Frames: how long each frame took while a sound played, for tests and for the curious. */
const MOST_FRAMES = 20000;

class Frames {
  constructor() {
    this.kept = [];
    window.__stageFrames = this.kept;
  }

  /** Note a frame at `now`; only the time between two frames of one playing counts. */
  note(now, playing, phase) {
    if (playing && this.last !== null && this.last !== undefined) this.kept.push({ phase, milliseconds: now - this.last });
    if (this.kept.length > MOST_FRAMES) this.kept.shift();
    this.last = playing ? now : null;
  }

  close() { if (window.__stageFrames === this.kept) delete window.__stageFrames; }
}
