/* Media: everything that the show plays and draws, fetched once, before anybody waits for it.
 *
 * What has come stays in memory, so that the network may go when it likes. */
const MEDIA_PATIENCE = [500, 1000, 2000, 4000]; // milliseconds between rounds of tries, the last one for ever

class Media {
  /** `changed(ready, all)` is called when one more file has come. */
  constructor(changed) {
    Object.assign(this, { changed, kept: new Map(), listeners: new Map() });
  }

  /** Fetch what the rounds of a show need, in its order; what is there already stays. */
  async stock(show) {
    const rounds = show.scenes.map(({ round }) => round).filter(Boolean);
    const wanted = new Set(rounds.flatMap(({ data, picture, sound }) => [data, picture, sound]).filter(Boolean));
    for (const [url, { link }] of this.kept) {
      if (wanted.has(url)) continue;
      URL.revokeObjectURL(link);
      this.kept.delete(url);
    }
    this.wanted = wanted;
    this.#tell();
    for (let tries = 0; !this.closed && this.wanted === wanted; tries += 1) {
      // One that is missing from the pack holds up none of those behind it.
      for (const url of wanted) if (!this.kept.has(url)) await this.#fetch(url, wanted);
      if (this.#ready === wanted.size) return;
      await new Promise((wake) => { setTimeout(wake, MEDIA_PATIENCE[Math.min(tries, MEDIA_PATIENCE.length - 1)]); });
    }
  }

  /** What came from this address, as {link, blob}, or null. */
  get(url) { return this.kept.get(url) ?? null; }

  /** Call `act({link, blob})` as soon as the address is there, now if it is. */
  when(url, act) {
    const there = this.get(url);
    if (there) act(there);
    else if (url) this.listeners.set(url, [...(this.listeners.get(url) ?? []), act]);
  }

  async #fetch(url, wanted) {
    if (this.closed || this.wanted !== wanted) return;
    const blob = await fetch(url).then((answer) => (answer.ok ? answer.blob() : null), () => null);
    if (blob && !this.closed) this.#keep(url, { blob, link: URL.createObjectURL(blob) });
  }

  #keep(url, file) {
    this.kept.set(url, file);
    for (const act of this.listeners.get(url) ?? []) act(file);
    this.listeners.delete(url);
    this.#tell();
  }

  get #ready() { return [...this.wanted].filter((url) => this.kept.has(url)).length; }

  #tell() { this.changed(this.#ready, this.wanted.size); }

  close() {
    this.closed = true;
    for (const { link } of this.kept.values()) URL.revokeObjectURL(link);
  }
}
