/* While the track plays: where to vote, and how many have. */
class VotePanel {
  constructor(vote) {
    this.count = make("b", {}, "0");
    this.noun = make("span", {}, "votes");
    this.label = make("p", { className: "label" }, "Vote now");
    this.element = make("section", { className: "panel vote", data: { of: "vote" } }, this.label,
      codeCard(vote),
      make("p", { className: "address" }, typed(vote.url)),
      make("p", { className: "count" }, this.count, this.noun));
  }

  /** Once its answer was seen a round takes no vote, even if the presenter goes back to it. */
  show({ count }, phones, answered) {
    this.element.dataset.over = answered;
    write(this.label, answered ? "The vote is over" : "Vote now");
    write(this.count, String(count));
    write(this.noun, `${count === 1 ? "vote" : "votes"}${phones && !answered ? ` from ${plural(phones, "phone")}` : ""}`);
  }
}

/** The vote has ended, and nothing is revealed yet. */
class ClosedPanel {
  constructor() {
    this.count = make("b", {}, "0");
    this.noun = make("p", { className: "noun" }, "votes");
    this.element = make("section", { className: "panel closed", data: { of: "closed" } },
      make("p", { className: "label" }, "The vote is closed"),
      make("p", { className: "huge" }, this.count), this.noun);
  }

  show({ count }) {
    write(this.count, String(count));
    write(this.noun, count === 1 ? "vote" : "votes");
  }
}
