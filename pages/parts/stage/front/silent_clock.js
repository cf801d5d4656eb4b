/* The silent clock: as much of an audio element as the stage needs, without any sound. */
class SilentClock {
  constructor(seconds) { Object.assign(this, { seconds, from: 0, since: null }); }

  get currentTime() {
    const run = this.since === null ? 0 : (performance.now() - this.since) / 1000;
    return Math.min(this.seconds, this.from + run);
  }

  set currentTime(time) {
    this.from = time;
    if (this.since !== null) this.since = performance.now();
  }

  get running() { return this.since !== null && this.currentTime < this.seconds; }
  get paused() { return !this.running; }
  play() { this.since ??= performance.now(); }

  pause() {
    this.from = this.currentTime;
    this.since = null;
  }
}
