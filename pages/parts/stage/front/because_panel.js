/* Because: where in the picture the CNN saw it, in a sentence and in the glow over the picture. */
const NOTHING_SEEN = "There is nothing to show: the CNN was not asked about this track.";

class BecausePanel {
  /** `fault` says why there is nothing to show of this track; empty where there is. */
  constructor(turned, fault = "") {
    this.turned = turned;
    this.sentence = make("p", { className: "because" }, fault ? NOTHING_SEEN : "");
    this.choices = make("div", { className: "lenses", role: "radiogroup", ariaLabel: "Evidence" });
    this.element = make("section", { className: "panel why", data: { of: "because" } },
      make("p", { className: "label" }, "Why"), this.sentence,
      fault ? "" : make("div", { className: "foot" }, this.choices,
        make("p", { className: "legend" }, make("span", {}, "weak"), make("i", { style: "" }), make("span", {}, "strong evidence"))));
    if (!fault) this.element.querySelector(".legend i").style.backgroundImage = glowGradient();
  }

  /** `data.cam` holds the map of the predicted genre and, where it knows it, of the claimed one. */
  load(data) {
    this.maps = ["predicted", "claimed"].filter((role) => data.cam?.[role])
      .map((which) => ({ ...data.cam[which] }));
    this.counted = data.counted ?? [];
    write(this.sentence, data.because ?? "");
    this.choose(0);
  }

  /** Show the next map. */
  turn() { if (this.maps?.length > 1) this.choose((this.chosen + 1) % this.maps.length); }

  choose(index) {
    this.chosen = index;
    this.choices.replaceChildren(...this.maps.map(({ genre }, place) =>
      make("button", { type: "button", data: { role: this.counted.includes(genre) ? "claimed" : "predicted" }, ariaPressed: String(place === index), onclick: () => this.choose(place) }, genre)));
    this.turned(this.maps[index]);
  }
}
