/* The ballot: how things stand in the room, in one sentence, and the three buttons when asked.
 *
 * What a finger chose is on the screen at once; the stage hears of it behind (votes.js). */
class Ballot {
  constructor(root) {
    this.root = root;
    this.ending = new AbortController();
    const { signal } = this.ending;
    const draw = () => this.draw();
    this.memory = new Memory(draw, signal);
    this.votes = new Votes(this.memory, draw);
    this.line = new Line((ballot) => this.hear(ballot), () => this.reached());
    this.#wire(signal);
    this.draw();
    this.line.open();
    this.votes.deliver(); // what an earlier page left behind
  }

  part(id) { return this.root.querySelector(`#${id}`); }

  #wire(signal) {
    this.part("answers").addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) this.answer(button.dataset.answer);
    }, { signal });
    this.part("chips").addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) this.name(button.value);
    }, { signal });
    this.part("change").addEventListener("click", () => { this.changing = this.place; this.draw(true); }, { signal });
    window.addEventListener("offline", () => this.line.cut(), { signal });
    window.addEventListener("online", () => this.wake(), { signal });
    // A page behind others gives its connection back: a browser has six for all its tabs.
    document.addEventListener("visibilitychange", () => (document.hidden ? this.line.close() : this.wake()), { signal });
  }

  wake() {
    this.line.open();
    this.votes.deliver();
  }

  /** The connection was lost or found. */
  reached() {
    if (this.line.connected) this.votes.deliver();
    this.draw();
  }

  /** How things stand, unless a slower way brought what is over already. */
  hear(ballot) {
    const before = this.now;
    if (before && ballot.show === before.show && ballot.revision < before.revision) return;
    this.now = ballot;
    this.draw();
  }

  get place() { return this.now?.round ? `${this.now.show}/${this.now.round}` : null; }
  get vote() { return this.now?.round ? this.memory.vote(this.now.show, this.now.round) : null; }

  get state() {
    const { now, vote } = this;
    if (!now) return this.line.connected === false ? "unreachable" : "connecting";
    if (now.over) return "over";
    if (!now.round) return "waiting";
    if (!now.open) return "closed";
    return vote && (vote.state !== "refused" || vote.kept) && this.changing !== this.place ? "thanks" : "question";
  }

  answer(answer) {
    if (this.state !== "question") return; // closed under the finger
    const before = this.vote;
    this.changing = null;
    this.#give(answer, before?.answer === answer ? before.genre : "");
  }

  /** The genre it is instead; the same again takes it back. */
  name(genre) {
    const { vote } = this;
    if (this.state === "thanks") this.#give(vote.answer, vote.genre === genre ? "" : genre);
  }

  #give(answer, genre) {
    this.votes.give(this.now.show, this.now.round, answer, genre);
    this.draw(true);
    setTimeout(() => this.draw(), SENDING_SHOWN_AFTER + 50);
  }

  /** Show how things stand; after a tap the reading goes on at the heading. */
  draw(tapped = false) {
    const { state, vote } = this;
    const moved = tapped && this.drawn !== state;
    this.drawn = state;
    Object.assign(this.part("ballot").dataset, { state, answer: vote?.answer ?? "" });
    this.#write("title", this.now?.title ?? "");
    this.#words(state, vote);
    this.part("answers").hidden = state !== "question";
    this.part("change").hidden = state !== "thanks";
    for (const button of this.part("answers").children) {
      button.setAttribute("aria-pressed", String(button.dataset.answer === vote?.answer));
    }
    this.#genres(state, vote);
    this.#notice(state);
    if (moved) this.part("heading").focus();
  }

  #words(state, vote) {
    const { heading, text = "", small = "" } = said(state, this.now, vote);
    this.#write("heading", heading);
    this.#write("text", text);
    this.#write("small", small);
    const { words, mood } = ["thanks", "closed", "question"].includes(state) ? receipt(vote) : { words: "", mood: "" };
    this.#write("receipt", words);
    this.part("receipt").dataset.mood = mood;
  }

  #genres(state, vote) {
    const offered = state === "thanks" && vote.answer !== "yes" ? genresFor(this.now, vote) : [];
    const key = JSON.stringify(offered);
    this.part("genres").hidden = offered.length === 0;
    if (this.offered !== key) {
      this.offered = key;
      this.part("chips").replaceChildren(...offered.map((genre) =>
        Object.assign(document.createElement("button"), { type: "button", value: genre, textContent: genre })));
    }
    for (const chip of this.part("chips").children) chip.setAttribute("aria-pressed", String(chip.value === vote?.genre));
  }

  #notice(state) {
    const cut = this.line.connected === false && state !== "unreachable";
    const next = this.vote?.state === "waiting" ? "Your answer is kept." : "Trying again.";
    this.#write("notice", cut ? `No connection. ${next}` : "");
    this.part("notice").hidden = !cut;
  }

  /** A text that stays is not written again: a screen reader would say it once more. */
  #write(id, text) {
    const part = this.part(id);
    if (part.textContent !== text) part.textContent = text;
  }

  close() {
    this.ending.abort();
    this.line.close();
    this.votes.close();
  }
}
