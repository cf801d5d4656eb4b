/* Notes: what was begun for a track stays with that track, through refreshes too. */
const DRAFT_RESTS = 300; // milliseconds after the last stroke until a draft is kept

class Notes {
  constructor(desk, post, signal) {
    Object.assign(this, { desk, post, box: desk.part("note"), trackKey: null });
    this.box.addEventListener("input", () => this.#typed(), { signal });
    this.box.addEventListener("blur", () => this.#keep(), { signal });
    this.box.addEventListener("keydown", (event) => this.#key(event), { signal });
    desk.part("note-send").addEventListener("click", () => this.#send(), { signal });
  }

  get text() { return this.box.value.trim(); }

  /** Show the draft of this track; the one before keeps its own. */
  turnTo(trackKey) {
    if (trackKey === this.trackKey) return;
    this.#keep();
    this.trackKey = trackKey;
    this.box.value = this.desk.drawer.read(this.#name) ?? "";
    this.#fit();
  }

  /** Empty the box: its text has gone with a decision or as a comment. */
  taken() {
    this.box.value = "";
    this.#keep();
    this.#fit();
  }

  /** Give a note back to a track whose decision was undone. */
  restore(trackKey, text) {
    if (!text) return;
    this.desk.drawer.write(`draft/${trackKey}`, text);
    if (trackKey === this.trackKey && !this.text) {
      this.box.value = text;
      this.#fit();
    }
  }

  get #name() { return `draft/${this.trackKey}`; }

  #typed() {
    this.#fit();
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.#keep(), DRAFT_RESTS);
  }

  #keep() {
    clearTimeout(this.rest);
    if (this.trackKey === null) return;
    if (this.text) this.desk.drawer.write(this.#name, this.box.value);
    else this.desk.drawer.remove(this.#name);
  }

  #key(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") this.box.blur();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#send();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #send() {
    if (!this.text) return;
    this.post(this.text);
    this.taken();
    this.box.blur();
  }

  /** As high as its text, to a limit. */
  #fit() {
    this.desk.part("note-send").hidden = !this.text;
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight + 2, 120)}px`;
  }
}
