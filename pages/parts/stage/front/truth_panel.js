/* Reveal 3, the truth: what was claimed, what is confirmed, and who was right. */
const BELIEVES = { yes: true, no: false };
const CONFIRMED = { true: "Confirmed: the claim holds", false: "Confirmed", null: "Confirmed" };

class TruthPanel {
  constructor({ claim, truth, artist, title, licence, fault, holds = null }) {
    // Whether the claim holds is for the tree of genres to say, and may be unknown beside a truth.
    Object.assign(this, { claim, truth, fault, holds });
    this.right = make("ul", { className: "right" });
    this.element = make("section", { className: "panel truth", data: { of: "truth", known: String(Boolean(truth)) } },
      make("p", { className: "label" }, "Claimed"), named("claimed", claim),
      make("p", { className: "label" }, truth ? CONFIRMED[this.holds && truth !== claim] : "Nobody has confirmed it"),
      named("confirmed", truth || "?"),
      this.right,
      make("p", { className: "credit" }, ...credit({ artist, title, licence })));
  }

  /** Who was right about the claim; nobody is, where the truth is unknown. */
  show({ tally }, data) {
    const room = tally ? majority(tally) : "";
    this.right.replaceChildren(...(this.holds === null ? [] : [["The room", room], ["The CNN", data?.verdict?.answer]]
      .map(([who, answer]) => this.#row(who, answer))));
  }

  /** It is the answer that was right: the CNN may doubt a claim and name a third genre. */
  #row(who, answer) {
    if (who === "The CNN" && this.fault) return make("li", { data: { right: "open" } }, make("i", { ariaHidden: "true" }), make("span", {}, "The CNN was not asked"));
    const believes = BELIEVES[answer];
    const right = believes === undefined ? "open" : String(believes === this.holds);
    const words = { true: `said ${answer}: right`, false: `said ${answer}: wrong`, open: "is undecided" }[right];
    return make("li", { data: { right } }, make("i", { ariaHidden: "true" }), make("span", {}, `${who} ${words}`));
  }
}

/** A genre, as large as its letters allow. */
const named = (className, genre) => make("h3", { className, vars: { "--letters": genre.length } }, genre);

const credit = ({ artist, title, licence }) => [
  make("strong", {}, title), title && artist ? " by " : "", artist, licence ? make("span", { className: "licence" }, licence) : ""];
