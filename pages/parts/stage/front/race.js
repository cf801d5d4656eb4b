/* The race: a row for each contender, which climbs as its probability does.
 *
 * Rows move by transform alone, names stand still within them, and a percentage is written only
 * when it changes. */
class Race {
  constructor(data, claim, most) {
    this.data = data;
    this.entrants = contenders(data, claim).slice(0, most).map((index) => this.#row(index, roleOf(data.genres[index], claim, data.predicted)));
    this.element = make("ol", { className: "race" }, ...this.entrants.map(({ row }) => row));
    this.show(0);
  }

  #row(index, role) {
    const bar = make("i");
    const share = make("b");
    const row = make("li", { data: { role } }, make("span", {}, this.data.genres[index]), share, make("u", {}, bar));
    return { index, row, bar, share };
  }

  /** Show the chances after `time` seconds; the favourite's name is the answer. */
  show(time) {
    const chances = chancesAt(this.data, time);
    const grown = clamp(time / this.data.times[0], 0, 1); // bars grow from nothing to the first reading
    for (const { index, bar, share } of this.entrants) {
      bar.style.transform = `scaleX(${(grown * chances[index]).toFixed(4)})`;
      write(share, wholePercent(grown * chances[index]));
    }
    const order = [...this.entrants].sort((one, other) => chances[other.index] - chances[one.index]);
    order.forEach((entrant, place) => {
      if (entrant.place === place) return;
      entrant.place = place;
      entrant.row.style.transform = `translateY(${place * 100}%)`;
    });
    return this.data.genres[order[0].index];
  }
}
