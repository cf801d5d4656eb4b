/* The claim-support strip: a genre's probability over time, as lines in pixels. No DOM in here. */

/** The outline and the filled area of `support` in a box of width x height pixels.
 *
 * Before the first window's centre and after the last one's there is no other window to ask, so
 * the line runs level to the edge of that window. */
function supportPaths(support, seconds, width, height) {
  const x = (time) => ((clamp(time, 0, seconds) / seconds) * width).toFixed(2);
  const y = (share) => ((1 - share) * height).toFixed(2);
  const { times, probabilities, window: length } = support;
  const corners = [
    [x(times[0] - length / 2), y(probabilities[0])],
    ...times.map((time, index) => [x(time), y(probabilities[index])]),
    [x(times.at(-1) + length / 2), y(probabilities.at(-1))],
  ];
  const line = `M${corners.map((corner) => corner.join(",")).join("L")}`;
  const area = `${line}L${corners.at(-1)[0]},${height}L${corners[0][0]},${height}Z`;
  return { line, area };
}

/** The index of the window whose centre is nearest to `time`. */
function windowAt(support, time) {
  const distance = (index) => Math.abs(support.times[index] - time);
  return support.times.reduce((best, _, index) => (distance(index) < distance(best) ? index : best), 0);
}

/** The stretch of the window with this index, cut to the recording. */
function windowStretch(support, index, seconds) {
  const half = support.window / 2;
  return {
    start: clamp(support.times[index] - half, 0, seconds),
    end: clamp(support.times[index] + half, 0, seconds),
  };
}

const length = (seconds) => `${Number(seconds.toFixed(1))} s`;
