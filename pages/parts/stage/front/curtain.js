/* The curtain: what may come over the scenes: black, the code, the keys, and a small mark. */
class Curtain {
  constructor(part) {
    this.part = part;
    part("keys").replaceChildren(...STAGE_HELP.map(([keys, does]) => make("div", {},
      make("dt", {}, ...keys.split("  ").map((key) => make("kbd", {}, key))), make("dd", {}, does))));
  }

  stage({ vote, ready = [] }) {
    this.part("large-code").replaceChildren(codeCard(vote), make("p", { className: "address" }, typed(vote.url)));
    this.part("help-ready").replaceChildren(...ready.map(readyLine));
  }

  /** Bring `name` (black, large-code, help) or take it away; one is up at a time. */
  turn(name) {
    const up = !this.part(name).classList.contains("up");
    this.clear();
    this.part(name).classList.toggle("up", up);
    return up;
  }

  /** Take everything away; whether anything was there. */
  clear() {
    const up = ["black", "large-code", "help"].filter((name) => this.part(name).classList.contains("up"));
    up.forEach((name) => this.part(name).classList.remove("up"));
    return up.length > 0;
  }

  /** A few words in the corner; none, and it is gone. */
  mark(sentence) {
    if (sentence) write(this.part("mark-text"), sentence);
    this.part("mark").classList.toggle("up", Boolean(sentence));
  }
}

const readyLine = ({ name, ok, sentence }) => make("li", { data: { ok } }, make("i", { ariaHidden: "true" }),
  make("span", {}, make("strong", {}, name), " ", sentence));
