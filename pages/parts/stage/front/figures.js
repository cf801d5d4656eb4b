/* Figures: bars so large that the last row reads them, and the score. */

/** A row: a name, a bar of `share` in [0, 1] with its interval, and its number, said large. */
function figureRow({ name, said, share, role = "", note = "", low = null, high = null, mark = null }) {
  const bar = make("u", {}, make("i", { vars: { "--share": clamp(share, 0, 1).toFixed(4) } }));
  if (low !== null && high > low) bar.append(make("s", { vars: { "--low": low.toFixed(4), "--high": high.toFixed(4) } }));
  if (mark !== null) bar.append(make("em", { vars: { "--mark": mark.toFixed(4) } }));
  return make("li", { data: { role } },
    make("span", { className: "name" }, name, note ? make("small", {}, note) : ""), bar, make("b", {}, said));
}

/** Two or three rows under a heading; `mark` says what the line across their bars is. */
const figureGroup = (heading, rows, mark = "") => make("section", { className: "group" },
  make("h3", {}, heading, mark ? make("span", { className: "key" }, mark) : ""), make("ol", {}, ...rows.map(figureRow)));

/** A scene of such groups. Its bars grow when it comes. */
class FigureScene {
  constructor(scene, groups, foot = "") {
    this.groups = make("div", { className: "groups" }, ...groups);
    this.element = make("section", { className: `scene figures ${scene.kind}` },
      headline("h1", "", scene.title, 46), this.groups,
      make("div", { className: "prose" }, ...paragraphs(scene.text || foot)));
  }
}

const HALF_POINTS = "Who is undecided gets the half point that a coin would earn.";

/** Score: the room, the CNN and chance, of the rounds whose truth is confirmed. */
class ScoreScene extends FigureScene {
  constructor(scene) {
    super(scene, [], HALF_POINTS);
    this.told = null;
  }

  count({ score }) {
    const said = JSON.stringify(score);
    if (said === this.told) return;
    this.told = said;
    const rounds = score?.rounds ?? 0;
    const row = (name, right, role) => ({
      name, role, share: rounds ? right / rounds : 0, said: rounds ? String(Number(right.toFixed(1))) : "–" });
    this.groups.replaceChildren(figureGroup(
      rounds ? `Right in ${plural(rounds, "round")} with a confirmed label` : "No round has a confirmed answer yet",
      [row("The room", score?.room ?? 0, "claimed"), row("The CNN", score?.cnn ?? 0, "predicted"), row("Chance", score?.chance ?? 0, "chance")]));
  }
}
