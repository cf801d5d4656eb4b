/* The ear: hears the server's events, for as long as the page is open.
 *
 * An EventSource comes back by itself after a broken line, but gives up for ever after an answer
 * that is no stream, such as that of a proxy whose server starts again. Then a new one is made. */
const EVENTS = "/stage-api/events";
const EAR_PATIENCE = 1500; // milliseconds

class Ear {
  /** `heard(name, data, first)` gets every event; `first` marks those of a new line. */
  constructor(names, heard, connected) {
    Object.assign(this, { names, heard, connected });
    this.#listen();
  }

  #listen() {
    const source = (this.source = new EventSource(EVENTS));
    let fresh = new Set(this.names);
    source.addEventListener("open", () => { fresh = new Set(this.names); });
    source.addEventListener("error", () => this.#lost(source));
    for (const name of this.names) {
      source.addEventListener(name, ({ data }) => {
        this.connected(true);
        this.heard(name, JSON.parse(data), fresh.delete(name));
      });
    }
  }

  #lost(source) {
    if (source !== this.source) return;
    this.connected(false);
    if (source.readyState !== EventSource.CLOSED) return;
    clearTimeout(this.again);
    this.again = setTimeout(() => this.#listen(), EAR_PATIENCE);
  }

  close() {
    clearTimeout(this.again);
    this.source.close();
  }
}
