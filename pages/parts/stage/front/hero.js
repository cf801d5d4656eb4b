/* The hero: the spectrogram, which draws itself in step with the sound, and what lies over it.
 *
 * A cover of the panel's colour slides off the finished picture: one transform a frame, whatever
 * the size of the screen. Belief and the class activation map lie over the whole picture. */
class Hero {
  constructor({ seconds, maxHz }) {
    Object.assign(this, { seconds, maxHz });
    this.spectrum = make("img", { className: "spectrum", alt: "", decoding: "async" });
    this.grey = make("img", { className: "grey", alt: "", decoding: "async" });
    this.heat = make("canvas", { className: "heat" });
    this.over = make("div", { className: "over" });
    this.cover = make("div", { className: "cover" });
    this.head = make("div", { className: "head" });
    this.hint = make("p", { className: "hint" });
    this.picture = make("div", { className: "picture" },
      this.spectrum, this.grey, this.heat, this.cover, this.over, this.head, this.hint);
    this.hertz = make("div", { className: "hertz", ariaHidden: "true" });
    this.chances = make("div", { className: "hertz chances", ariaHidden: "true" });
    this.axis = make("div", { className: "axis", ariaHidden: "true" });
    this.element = make("figure", { className: "hero", data: { lens: "none" } }, this.hertz, this.chances, this.picture, this.axis);
    this.sizes = new ResizeObserver(() => this.layOut());
    this.sizes.observe(this.picture);
    this.reveal(0);
  }

  async setPicture(link) {
    this.spectrum.src = this.grey.src = link;
    await Promise.all([this.spectrum.decode(), this.grey.decode()]).catch(() => {}); // a broken one stays dark
    this.element.dataset.drawn = "true";
  }

  setLines(lines) {
    this.lines = lines;
    this.over.replaceChildren(lines.element);
    this.layOut();
  }

  setHeat(heatmap) {
    this.heatmap = heatmap;
    this.layOut();
  }

  /** "none": the picture alone; "belief": the lines over it; "heat": the map over a grey one. */
  look(lens) { this.element.dataset.lens = lens; }

  /** Uncover the first `time` seconds; `glides` lets the cover run there by itself. */
  reveal(time, glides = false) {
    this.shown = time;
    this.cover.classList.toggle("glides", glides);
    this.cover.style.transform = `translateX(${(100 * clamp(time / this.seconds, 0, 1)).toFixed(3)}%)`;
  }

  /** Put the playhead at a time; null takes it away. */
  point(time) {
    this.head.style.opacity = time === null ? 0 : 1;
    if (time !== null) this.head.style.transform = `translateX(${(100 * clamp(time / this.seconds, 0, 1)).toFixed(3)}%)`;
  }

  say(sentence) {
    write(this.hint, sentence);
    this.hint.style.opacity = sentence ? 1 : 0;
  }

  /** Draw all that hangs on the size. */
  layOut() {
    const { clientWidth: width, clientHeight: height } = this.picture;
    if (!width || !height) return;
    const label = (text, side, share) => {
      const made = make("span", {}, text);
      made.style[side] = `${100 * share}%`;
      return made;
    };
    this.hertz.replaceChildren(...[0, 1, 2, 3, 4].map((part) => (part * this.maxHz) / 4).map((hertz) =>
      label(hertz === this.maxHz ? hertzLabel(hertz) : String(hertz / 1000), "bottom", hertz / this.maxHz)));
    this.chances.replaceChildren(...[0, 0.5, 1].map((chance) => label(wholePercent(chance), "top", heightOf(chance))));
    this.axis.replaceChildren(...timeTicks(this.seconds, 6 * 68).map((time) =>
      label(time ? String(time) : "0 s", "left", time / this.seconds)));
    this.lines?.draw(width, height);
    paintHeatmap(this.heat, this.heatmap);
  }

  close() { this.sizes.disconnect(); }
}
