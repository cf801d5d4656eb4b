/* Comparisons: what the pack says of the seed, of our model and of the lab, as figures. */

/** The slides' network beside ours: right guesses, each with what one guess for all would get. */
class SeedScene extends FigureScene {
  constructor(scene, { show: { seed } }) {
    super(scene, seed ? [figureGroup("Right guesses", [standing("2020", seed.seed, "seed"), standing("Today", seed.ours, "predicted")],
      "always guessing one genre")] : [], seed ? "" : NOT_PACKED);
  }
}

const standing = (name, { genres, accuracy, baseline }, role) => ({
  name, role, note: `${genres} genres`, said: wholePercent(accuracy.value), share: accuracy.value,
  low: accuracy.low, high: accuracy.high, mark: baseline.value,
});

/** Honest tracks accused, wrong labels found: by the plain rule and by the verdict. */
class LabScene extends FigureScene {
  constructor(scene, { show: { lab } }) {
    super(scene, lab ? [figureGroup("Honest tracks accused", rulesOf(lab, "false_flags")),
      figureGroup("Wrong labels found", rulesOf(lab, "detection"))] : [], lab ? "" : NOT_PACKED);
  }
}

const NOT_PACKED = "These figures are not at hand. The show goes on without them.";

const rulesOf = ({ naive, verdict }, figure) => [["Simple rule", naive, "seed"], ["Our verdict", verdict, "predicted"]]
  .map(([name, rule, role]) => ({ name, role, said: exactPercent(rule[figure].value), share: rule[figure].value,
    low: rule[figure].low, high: rule[figure].high }));

/** "4.6%" below ten, "71%" above: as exact as a room can use. */
const exactPercent = (share) => (share < 0.0995 ? `${(100 * share).toFixed(1)}%` : wholePercent(share));
