/* Decisions: a press becomes an item of the outbox, with the token and the track of the screen.
 *
 * `log` and `measures` say which press decided what, and how soon the next picture was there. */
const OPINIONS = ["holds", "genre_is", "not_music"];
const WHY_NOT = {
  early: "Too quick: that press came before this track was on the screen. It was not counted.",
  undoing: "One moment: the last decision is being taken back. Esc goes on without waiting.",
  nothing: "There is no track on the screen to decide.",
};

class Decisions {
  constructor(desk) { Object.assign(this, { desk, made: new Map(), last: null, log: [], measures: [], from: null }); }

  get acts() {
    const answers = ["holds", "cannot_tell", "not_music", "escalate", "skip"]
      .map((answer) => [answer, (event) => this.decide(answer, [], event)]);
    const tops = Array.from({ length: 9 }, (_, index) => [`top${index + 1}`, (event) => this.#top(index, event)]);
    return { ...Object.fromEntries([...answers, ...tops]), other: (event) => this.#open(event), undo: () => this.#undo() };
  }

  /** Decide the track on the screen, and go on to the next one. */
  decide(answer, genres, event) {
    const { desk } = this;
    const { shown, painted } = desk.turns;
    if (this.#refuses(event)) return;
    if (answer === "holds" && (shown.blind || !shown.claimedGenre)) {
      desk.notices.toast(shown.blind ? "This track is decided blind: name its genre." : "There is no claim that could hold.", { warns: true });
      return;
    }
    const item = desk.outbox.add(this.#item(answer, genres, event));
    desk.notes.taken();
    this.made.set(item.key, item);
    this.last = item.key;
    const { key, token, trackKey } = item;
    this.log.push({ key, token, trackKey, answer, genres, paintedAt: painted.at, decidedAt: event.timeStamp });
    this.from = { track: trackKey, at: event.timeStamp, prefetched: desk.turns.hasNext };
    desk.turns.done.add(token);
    desk.stage.turn(false);
    const also = item.bundle ? ` and its ${item.bundle}` : "";
    desk.notices.toast(`${item.said}: ${item.title || "the track"}${also}`, { undo: true });
  }

  /** The search chose `genres` for the case with `token`, which must still be on the screen. */
  searched(genres, token, event) {
    if (token === this.desk.turns.shown?.token) this.decide("genre_is", genres, event);
    else this.desk.notices.toast("That track is no longer on the screen. Nothing was decided.", { warns: true });
  }

  /** The picture after a decision is on the screen since `at`. */
  seen(at) {
    if (!this.from) return;
    const { track, at: start, prefetched } = this.from;
    this.measures.push({ from: track, to: this.desk.turns.shown.trackKey, ms: at - start, prefetched });
    performance.measure("desk:decision-to-picture", { start, end: at });
    this.from = null;
  }

  /** The server took a decision back: its track may come to the screen again, with its note. */
  undone({ key, supersedes }) {
    const { turns, notes, notices } = this.desk;
    if (turns.undoing === key) turns.undoing = null;
    const decision = this.made.get(supersedes);
    if (!decision) return;
    turns.done.delete(decision.token);
    notes.restore(decision.trackKey, decision.note);
    notices.toast(`Taken back: ${decision.said}, ${decision.title || "the track"}`);
  }

  /** The server refused an item: its track is open again. */
  returned({ kind, key, token, why }) {
    const { turns, notices } = this.desk;
    if (kind === "decide") turns.done.delete(token);
    if (key === this.last) notices.hush();
    if (kind !== "undo") return;
    if (turns.undoing === key) turns.undoing = null;
    notices.toast(`It could not be taken back: ${why}`, { warns: true });
  }

  #item(answer, genres, event) {
    const { turns, notes, part, bundle } = this.desk;
    const { token, trackKey, title } = turns.shown;
    return {
      kind: "decide", token, trackKey, answer, genres, title, said: saying(answer, genres),
      reason: part("reason").value, note: notes.text, supersedes: "", text: "",
      seconds: Math.round(turns.seconds(event.timeStamp) * 100) / 100,
      bundle: OPINIONS.includes(answer) ? bundle : "",
    };
  }

  /** Whether this press does not count; then the moderator is told why. */
  #refuses(event) {
    const pressed = this.desk.turns.refusal(event.timeStamp);
    const why = pressed ?? (event.detail > 1 ? "early" : null); // the second click of a double click
    if (why) this.desk.notices.toast(WHY_NOT[why], { warns: true });
    return Boolean(why);
  }

  #top(index, event) {
    const genre = this.desk.turns.shown?.top[index];
    if (genre) this.decide("genre_is", [genre], event);
    else this.#refuses(event); // a key without a genre is part of a burst, too
  }

  #open(event) { if (!this.#refuses(event)) this.desk.search.open(this.desk.turns.shown.token); }

  /** Take back the last decision: one made here that is on its way, else what the server offers. */
  #undo() {
    const { turns, outbox, view, notices } = this.desk;
    if (turns.undoing) return;
    const last = this.made.get(this.last);
    const undo = outbox.items.some(({ key }) => key === last?.key) ? last : view.undo;
    if (!undo) {
      notices.toast("There is nothing that could be taken back.");
      return;
    }
    const { key: supersedes, trackKey, title } = undo;
    turns.undoing = outbox.add({ kind: "undo", token: undo.token ?? "", trackKey, supersedes, title }).key;
    notices.toast(`Taking back: ${undo.said}, ${title || "the track"} ...`);
  }
}
