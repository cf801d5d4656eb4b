/* Reveal 1, the room: what it says, how many each, and which genres it named. */
const ANSWERS = [["yes", "Yes"], ["no", "No"], ["unsure", "Not sure"]];
const ROOM_SAYS = { yes: "Yes", no: "No", tie: "It is split", nobody: "Nothing" };
const MOST_NAMED = 3;

class RoomPanel {
  constructor() {
    this.says = make("h3", {}, "…");
    this.rows = ANSWERS.map(([answer, word]) => {
      const bar = make("i");
      const count = make("b");
      return { answer, bar, count, row: make("li", { data: { answer } }, make("span", {}, word), count, make("u", {}, bar)) };
    });
    this.named = make("p", { className: "foot" });
    this.element = make("section", { className: "panel room", data: { of: "room" } },
      make("p", { className: "label" }, "The room says"), this.says,
      make("ol", { className: "bars" }, ...this.rows.map(({ row }) => row)), this.named);
  }

  /** Votes that are still on their way leave their places empty. */
  show({ tally }) {
    const all = tally ? tally.yes + tally.no + tally.unsure : 0;
    write(this.says, tally ? ROOM_SAYS[majority(tally)] : "…");
    for (const { answer, bar, count } of this.rows) {
      const share = all ? tally[answer] / all : 0;
      bar.style.transform = `scaleX(${share.toFixed(4)})`;
      write(count, tally ? String(tally[answer]) : "");
    }
    const genres = [...(tally?.genres ?? [])].sort((one, other) => other[1] - one[1]).slice(0, MOST_NAMED);
    write(this.named, genres.length ? `Also heard: ${genres.map(([genre, count]) => `${genre} ${count}`).join(", ")}` : "");
  }

  /** Empty the bars, so that they grow when the panel comes. */
  rest() { for (const { bar } of this.rows) bar.style.transform = "scaleX(0)"; }
}
