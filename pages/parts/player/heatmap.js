/* The class activation map: a coarse grid of levels becomes a smooth glow over the picture.
 *
 * The picture turns grey beneath it, so that colour means the map and nothing else. The scale
 * runs from clear over blue and green to yellow and only ever gets lighter: it reads in grey and
 * with every colour vision. A contour at half strength says the same in a line. */
const GLOW = [ // level, red, green, blue, opacity
  [0.0, 20, 60, 160, 0.0],
  [0.18, 30, 80, 200, 0.1],
  [0.4, 30, 130, 215, 0.5],
  [0.62, 25, 180, 165, 0.68],
  [0.82, 150, 215, 80, 0.78],
  [1.0, 255, 235, 70, 0.88],
];
const CONTOUR = 0.5;
const FIELD_COLUMNS = 360;
const FIELD_ROWS = 120;

/** The colour of a level in [0, 1] as [red, green, blue, opacity]. */
function glow(level) {
  const above = Math.max(1, GLOW.findIndex((stop) => stop[0] >= level));
  const [from, to] = [GLOW[above - 1], GLOW[above]];
  const share = (level - from[0]) / (to[0] - from[0]);
  return [1, 2, 3, 4].map((part) => from[part] + share * (to[part] - from[part]));
}

const glowGradient = () => `linear-gradient(90deg, ${GLOW.map(([level, red, green, blue, opacity]) =>
  `rgba(${red},${green},${blue},${opacity}) ${level * 100}%`).join(",")})`;

/** Catmull-Rom through cell centres: `count` samples of a line, clamped to [0, 1]. */
function resampled(line, count) {
  const at = (index) => line[clamp(index, 0, line.length - 1)];
  return Float32Array.from({ length: count }, (_, sample) => {
    const place = ((sample + 0.5) * line.length) / count - 0.5;
    const cell = Math.floor(place);
    const t = place - cell;
    const [a, b, c, d] = [at(cell - 1), at(cell), at(cell + 1), at(cell + 2)];
    return clamp(b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a))), 0, 1);
  });
}

/** The grid as rows of numbers in [0, 1], finely resampled; the first row is the lowest pitch. */
function smoothField({ rows, columns, levels }) {
  const bytes = atob(levels);
  const cells = Float32Array.from(bytes, (character) => character.charCodeAt(0) / 255);
  const wide = Array.from({ length: rows }, (_, row) =>
    resampled(cells.subarray(row * columns, (row + 1) * columns), FIELD_COLUMNS));
  const field = Array.from({ length: FIELD_ROWS }, () => new Float32Array(FIELD_COLUMNS));
  for (let column = 0; column < FIELD_COLUMNS; column += 1) {
    const tall = resampled(wide.map((row) => row[column]), FIELD_ROWS);
    tall.forEach((level, row) => { field[row][column] = level; });
  }
  return field;
}

/** The field as an image, highest pitch on top. */
function fieldImage(field) {
  const image = new ImageData(FIELD_COLUMNS, FIELD_ROWS);
  field.forEach((line, row) => line.forEach((level, column) => {
    const [red, green, blue, opacity] = glow(level);
    image.data.set([red, green, blue, opacity * 255], ((FIELD_ROWS - 1 - row) * FIELD_COLUMNS + column) * 4);
  }));
  return image;
}

/** Marching squares: the line where the field crosses CONTOUR, in units of the field. */
function contour(field) {
  const path = new Path2D();
  const crossing = (a, b) => (CONTOUR - a) / (b - a);
  for (let row = 0; row < FIELD_ROWS - 1; row += 1) {
    for (let column = 0; column < FIELD_COLUMNS - 1; column += 1) {
      const [a, b] = [field[row][column], field[row][column + 1]];
      const [d, c] = [field[row + 1][column], field[row + 1][column + 1]];
      const points = [];
      if ((a > CONTOUR) !== (b > CONTOUR)) points.push([column + crossing(a, b), row]);
      if ((b > CONTOUR) !== (c > CONTOUR)) points.push([column + 1, row + crossing(b, c)]);
      if ((d > CONTOUR) !== (c > CONTOUR)) points.push([column + crossing(d, c), row + 1]);
      if ((a > CONTOUR) !== (d > CONTOUR)) points.push([column, row + crossing(a, d)]);
      for (let pair = 0; pair + 1 < points.length; pair += 2) {
        path.moveTo(points[pair][0] + 0.5, FIELD_ROWS - points[pair][1] - 0.5);
        path.lineTo(points[pair + 1][0] + 0.5, FIELD_ROWS - points[pair + 1][1] - 0.5);
      }
    }
  }
  return path;
}

/** Paint the map over the whole canvas, sharp at the screen's own resolution. */
function paintHeatmap(canvas, heatmap) {
  const sharpness = window.devicePixelRatio || 1;
  canvas.width = Math.round(canvas.clientWidth * sharpness);
  canvas.height = Math.round(canvas.clientHeight * sharpness);
  const brush = canvas.getContext("2d");
  if (!heatmap || !canvas.width || !canvas.height) return;
  heatmap.field ??= smoothField(heatmap);
  const small = new OffscreenCanvas(FIELD_COLUMNS, FIELD_ROWS);
  small.getContext("2d").putImageData(fieldImage(heatmap.field), 0, 0);
  brush.imageSmoothingQuality = "high";
  brush.drawImage(small, 0, 0, canvas.width, canvas.height);
  const scaled = new Path2D();
  scaled.addPath(contour(heatmap.field),
    new DOMMatrix([canvas.width / FIELD_COLUMNS, 0, 0, canvas.height / FIELD_ROWS, 0, 0]));
  for (const [colour, width] of [["rgba(0,0,0,.45)", 3], ["rgba(255,255,255,.92)", 1.25]]) {
    brush.strokeStyle = colour;
    brush.lineWidth = width * sharpness;
    brush.lineCap = "round";
    brush.stroke(scaled);
  }
}
