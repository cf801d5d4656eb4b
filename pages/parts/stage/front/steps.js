/* Steps: the whole show as one line, and where in it one stands. No DOM in here. */
class Steps {
  constructor(show) {
    this.line = show.steps.map(([scene, phase]) => ({ scene, phase }));
    this.scenes = show.scenes;
  }

  scene(id) { return this.scenes.find((scene) => scene.id === id); }

  /** The place of a step; in an order that was edited, of the first step of its scene, or of all. */
  place({ scene, phase }) {
    const exact = this.line.findIndex((step) => step.scene === scene && step.phase === phase);
    return exact >= 0 ? exact : Math.max(0, this.line.findIndex((step) => step.scene === scene));
  }

  /** The step that stands `distance` behind a step, or the last one there is. */
  from(step, distance) { return this.line[clamp(this.place(step) + distance, 0, this.line.length - 1)]; }

  /** Whether `other` comes after `step`. */
  isAfter(other, step) { return this.place(other) > this.place(step); }

  isLast(step) { return this.place(step) === this.line.length - 1; }

  /** The number of a round among the rounds, from 1, and how many there are. */
  round(id) {
    const rounds = this.scenes.filter(({ round }) => round);
    return { number: rounds.findIndex((scene) => scene.id === id) + 1, of: rounds.length };
  }

  /** Planned seconds of all scenes before this one; scenes of open length count nothing. */
  planned(id) {
    const before = this.scenes.slice(0, this.scenes.findIndex((scene) => scene.id === id));
    return before.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0);
  }
}

const sameStep = (one, other) => one?.scene === other?.scene && one?.phase === other?.phase;
