/* Belief: the CNN's probabilities over the seconds heard so far. No DOM in here. */
const CONTENDERS = 4;

/** The chances (K) at a second: between two readings in a straight line, before the first its own. */
function chancesAt({ times, chances }, time) {
  const after = times.findIndex((reading) => reading > time);
  if (after <= 0) return chances.at(after);
  const share = (time - times[after - 1]) / (times[after] - times[after - 1]);
  return chances[after - 1].map((chance, index) => chance + share * (chances[after][index] - chance));
}

/** The likeliest of the genres that speak for the claim; null where the model knows none. */
function claimedGenre({ counted = [], genres, chances }) {
  const end = (genre) => chances.at(-1)[genres.indexOf(genre)] ?? 0;
  return counted.reduce((best, genre) => (best && end(best) >= end(genre) ? best : genre), null);
}

/** The genres worth watching, by index: the claim, the last favourite, and who came highest ever. */
function contenders({ genres, chances, predicted }, claim) {
  const summit = genres.map((_, index) => Math.max(...chances.map((row) => row[index])));
  const end = chances.at(-1);
  const must = new Set([genres.indexOf(claim), genres.indexOf(predicted)]);
  const rank = (index) => (must.has(index) ? 2 : 0) + 0.6 * end[index] + 0.4 * summit[index];
  return genres.map((_, index) => index).sort((one, other) => rank(other) - rank(one)).slice(0, CONTENDERS);
}

/** Whether a genre is the claim, the favourite at the end, or neither. */
function roleOf(genre, claim, predicted) {
  if (genre === claim) return "claimed";
  return genre === predicted ? "predicted" : "other";
}
