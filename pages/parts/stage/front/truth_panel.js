/* Reveal 3, the truth: what was claimed, what is confirmed, and who was right. */
const BELIEVES = { yes: true, no: false };

class TruthPanel {
  constructor({ claim, truth, artist, title, licence, holds }) {
    Object.assign(this, { claim, truth, holds: holds ?? (truth ? truth === claim : null) });
    this.right = make("ul", { className: "right" });
    this.element = make("section", { className: "panel truth", data: { of: "truth", holds: String(this.holds) } },
      make("p", { className: "label" }, "Claimed"), make("h3", { className: "claimed" }, claim),
      make("p", { className: "label" }, truth ? "Confirmed" : "Nobody has confirmed it"),
      make("h3", { className: "confirmed" }, truth || "?"),
      this.right,
      make("p", { className: "credit" }, ...credit({ artist, title, licence })));
  }

  /** Who was right about the claim; nobody is, where the truth is unknown. */
  show({ tally }, data) {
    const room = tally ? BELIEVES[majority(tally)] : undefined;
    const network = BELIEVES[data?.verdict?.answer];
    this.right.replaceChildren(...(this.holds === null ? [] : [["The room", room], ["The CNN", network]]
      .map(([who, believes]) => this.#row(who, believes))));
  }

  #row(who, believes) {
    const right = believes === undefined ? "open" : String(believes === this.holds);
    const words = { true: "was right", false: "was wrong", open: "is undecided" }[right];
    return make("li", { data: { right } }, make("i", { ariaHidden: "true" }), make("span", {}, `${who} ${words}`));
  }
}

const credit = ({ artist, title, licence }) => [
  make("strong", {}, title), title && artist ? " by " : "", artist, licence ? make("span", { className: "licence" }, licence) : ""];
