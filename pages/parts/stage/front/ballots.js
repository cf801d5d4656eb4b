/* Ballots: what is known of the votes, by round. No DOM in here.
 *
 * The server counts for the step where it stands. The screen may be ahead of it, and after a
 * refresh the counts of earlier rounds come as results; so all is kept under its round. */
class Ballots {
  constructor() { Object.assign(this, { byRound: new Map(), answered: new Set(), phones: null, score: null, unkept: "" }); }

  /** `unkept` says why the server cannot keep votes just now; empty while it can. */
  take({ scene, count, tally, phones, results = [], score, answered = false, unkept = "" }) {
    this.unkept = unkept;
    if (answered) this.answered.add(scene);
    for (const { round, yes, no, unsure } of results) this.#keep(round, { tally: { yes, no, unsure } });
    if (scene) this.#keep(scene, { count: count ?? 0, tally });
    this.phones = phones ?? this.phones;
    this.score = score ?? this.score;
  }

  #keep(round, { count, tally }) {
    const known = this.byRound.get(round) ?? {};
    const all = tally ? tally.yes + tally.no + tally.unsure : undefined;
    const genres = tally?.genres ?? known.tally?.genres ?? [];
    this.byRound.set(round, {
      count: all ?? count ?? known.count ?? 0,
      tally: tally ? { ...tally, genres } : known.tally ?? null,
    });
  }

  /** The votes of a round: `count`, and `tally` once the server has revealed it. */
  of(round) { return this.byRound.get(round) ?? { count: 0, tally: null }; }
}

/** What most of those who decided say: "yes", "no", "tie", or "nobody". */
function majority({ yes, no }) {
  if (yes + no === 0) return "nobody";
  return yes === no ? "tie" : yes > no ? "yes" : "no";
}
