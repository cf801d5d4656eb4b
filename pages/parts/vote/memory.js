/* Memory: what this phone keeps of its votes, and the random name by which they are counted once.
 *
 * It lies in the browser's storage, so that a refresh, a second tab and a dead battery are still
 * the same phone. A new show begins an empty memory; where storage is refused, the page remembers. */
const DRAWER = "spectrogram.ballot/";

/** A new name. randomUUID exists on secure pages only, and a room is reached by plain HTTP. */
function newName() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

class Memory {
  /** `changed` is called when another tab of this phone wrote something. */
  constructor(changed, signal) {
    this.fallen = new Map(); // what the browser refused to keep
    window.addEventListener("storage", ({ key }) => {
      if (key === null || key.startsWith(DRAWER)) changed();
    }, { signal });
  }

  /** The phone's name: the same in all its tabs, and no other phone's. */
  get device() {
    const known = this.#read("device");
    if (typeof known === "string" && known) return known;
    this.#write("device", newName());
    return this.#read("device");
  }

  /** The vote in a round, or null. Its `state`: waiting, counted, refused; `kept`: what was counted;
   * `number`: how often this phone has voted there. */
  vote(show, round) { return this.#votes(show)[round] ?? null; }

  /** The oldest vote of any round that the stage has not answered yet, or null. */
  get waiting() {
    const { show, rounds } = this.#book();
    const votes = Object.entries(rounds).filter(([, vote]) => vote.state === "waiting");
    const [first] = votes.sort(([, one], [, other]) => one.at - other.at);
    return first ? { show, round: first[0], ...first[1] } : null;
  }

  keep(show, round, vote) {
    this.#write("votes", { show, rounds: { ...this.#votes(show), [round]: vote } });
  }

  #votes(show) {
    const book = this.#book();
    return book.show === show ? book.rounds : {};
  }

  #book() {
    const book = this.#read("votes");
    return typeof book?.rounds === "object" && book.rounds ? book : { show: null, rounds: {} };
  }

  #write(name, value) {
    this.fallen.delete(name);
    try {
      localStorage.setItem(DRAWER + name, JSON.stringify(value));
    } catch { // full, or forbidden
      this.fallen.set(name, value);
    }
  }

  #read(name) {
    if (this.fallen.has(name)) return this.fallen.get(name);
    try { return JSON.parse(localStorage.getItem(DRAWER + name)); } catch { return null; }
  }
}
