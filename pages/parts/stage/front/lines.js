/* Lines: belief over time, drawn once over the whole picture and uncovered as time goes on. */
const LINE_COLOURS = { claimed: "--lit-claimed", predicted: "--lit-predicted", other: "--lit-other" };
const LINE_WIDTH = { claimed: 0.7, predicted: 0.7, other: 0.28 }; // hundredths of the picture's height x 2

class Lines {
  constructor(data, claim) {
    Object.assign(this, { data, claim });
    this.canvas = make("canvas");
    this.window = make("div", { className: "uncovered" }, this.canvas);
    this.genres = contenders(data, claim).map((index) => ({ index, role: roleOf(data.genres[index], claim, data.predicted) }));
    this.tags = this.genres.filter(({ role }) => role !== "other").map(({ index, role }) =>
      ({ index, element: make("span", { className: "tag", data: { role } }, make("i"), make("b", {}, data.genres[index])) }));
    this.element = make("div", { className: "lines" }, this.window, ...this.tags.map(({ element }) => element));
  }

  /** Draw all lines for a picture of this size; the time axis is the picture's own. */
  draw(width, height) {
    Object.assign(this, { width, height });
    const sharpness = window.devicePixelRatio || 1;
    Object.assign(this.canvas, { width: Math.round(width * sharpness), height: Math.round(height * sharpness) });
    const brush = this.canvas.getContext("2d");
    brush.scale(sharpness, sharpness);
    brush.lineJoin = brush.lineCap = "round";
    const colours = getComputedStyle(this.element);
    for (const { index, role } of [...this.genres].sort((one) => (one.role === "other" ? -1 : 1))) {
      brush.strokeStyle = colours.getPropertyValue(LINE_COLOURS[role]);
      brush.lineWidth = Math.max(1, (LINE_WIDTH[role] * height) / 50);
      brush.stroke(this.#path(index));
    }
    this.show(this.time ?? 0);
  }

  #path(index) {
    const path = new Path2D();
    this.data.times.forEach((time, row) => path.lineTo(this.#x(time), this.#y(this.data.chances[row][index])));
    path.lineTo(this.width, this.#y(this.data.chances.at(-1)[index]));
    return path;
  }

  #x(time) { return (clamp(time, 0, this.data.seconds) / this.data.seconds) * this.width; }

  #y(chance) { return heightOf(chance) * this.height; }

  /** Uncover the first `time` seconds; a tag goes with the end of each line that has a name. */
  show(time) {
    this.time = time;
    if (!this.width) return;
    const x = this.#x(time);
    this.window.style.transform = `translateX(${(x - this.width).toFixed(2)}px)`;
    this.canvas.style.transform = `translateX(${(this.width - x).toFixed(2)}px)`;
    const chances = chancesAt(this.data, time);
    this.#moveTags(clamp(x, this.#x(this.data.times[0]), this.width - this.height * 0.02), chances);
  }

  /** Put the names beside the ends of their lines, where there is room, and not over one another. */
  #moveTags(x, chances) {
    const ends = this.tags.map(({ index }) => this.#y(chances[index]));
    const heights = apart(ends, this.height * 0.085);
    const beside = x > this.width * 0.72 ? "calc(-100% - .8em)" : ".8em";
    this.tags.forEach(({ element }, place) => {
      element.style.transform = `translate(${x.toFixed(2)}px, ${ends[place].toFixed(2)}px)`;
      element.lastChild.style.transform = `translate(${beside}, calc(-50% + ${(heights[place] - ends[place]).toFixed(1)}px))`;
    });
  }
}

/** Where a chance lies, from the top: at 0 or 1 a line and its name are wholly inside the picture. */
const heightOf = (chance) => 0.94 - 0.88 * chance;

/** At most two heights, moved apart where they are nearer than `least`. */
function apart(heights, least) {
  if (heights.length < 2) return heights;
  const [one, other] = heights;
  const lack = least - Math.abs(one - other);
  if (lack <= 0) return heights;
  const sign = one <= other ? -1 : 1;
  return [one + (sign * lack) / 2, other - (sign * lack) / 2];
}
