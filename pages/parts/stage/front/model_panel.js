/* Reveal 2, the CNN: its favourite as the seconds go by, the race behind it, and its verdict. */
const NOT_ASKED = "It was not asked, since this track could not be prepared.";

class ModelPanel {
  /** `fault` says why the CNN was not asked about this track; empty where it was. */
  constructor(fault = "", most = CONTENDERS) {
    this.most = most;
    this.says = make("h3", {}, fault ? "–" : "…");
    this.place = make("div", { className: "place" });
    this.verdict = make("p", { className: fault ? "verdict" : "foot verdict" }, fault ? NOT_ASKED : "");
    this.element = make("section", { className: "panel model", data: { of: "model", done: String(Boolean(fault)) } },
      make("p", { className: "label" }, "The CNN says"), this.says, this.place, this.verdict);
  }

  load(data, claim) {
    this.race = new Race(data, claim, this.most);
    this.place.replaceChildren(this.race.element);
    write(this.verdict, data.verdict?.sentence ?? "");
  }

  /** Show what it believed after `time` seconds; the verdict waits for the last one. */
  show(time, done) {
    if (!this.race) return;
    write(this.says, this.race.show(time));
    this.element.dataset.done = done;
  }
}
