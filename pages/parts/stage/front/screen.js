/* The screen: all scenes of a show, built beforehand, one of them seen.
 *
 * Scenes lie over one another and change places by opacity alone, so nothing is laid out when the
 * presenter goes on. */
const SCENES = {
  title: TitleScene, problem: ProblemScene, closing: ClosingScene, round: RoundScene,
  score: ScoreScene, seed: SeedScene, lab: LabScene, microphone: MicrophoneScene,
};

class Screen {
  /** `speaker` and `frames` are null on the notes' small screen, which is silent. */
  constructor(place, { media, speaker = null, frames = null }) {
    Object.assign(this, { place, media, speaker, frames, scenes: new Map(), ballots: null });
  }

  /** Build a show. */
  stage(show, steps) {
    this.close();
    const rounds = show.scenes.map(({ round }) => round).filter(Boolean);
    const kit = {
      media: this.media, speaker: this.speaker, frames: this.frames, show, vote: show.vote, rounds,
      pictures: rounds.map(({ picture }) => picture).filter(Boolean),
    };
    for (const scene of show.scenes) {
      const Scene = SCENES[scene.kind] ?? ProblemScene;
      this.scenes.set(scene.id, new Scene(scene, { ...kit, number: steps.round(scene.id) }));
    }
    this.place.replaceChildren(...[...this.scenes.values()].map(({ element }) => element));
    for (const [id, { element }] of this.scenes) {
      element.dataset.scene = id;
      element.inert = true;
    }
  }

  /** Show a step. */
  turn({ scene: id, phase }, how) {
    const before = this.now;
    this.now = this.scenes.get(id);
    if (before && before !== this.now) {
      before.element.classList.remove("seen");
      before.element.inert = true;
      before.leave?.();
    }
    this.now.element.classList.add("seen");
    this.now.element.inert = false;
    if (this.ballots) this.now.count?.(this.ballots);
    this.now.turn?.(phase, how);
  }

  count(ballots) {
    this.ballots = ballots;
    this.now?.count?.(ballots);
  }

  act(what) { this.now?.act?.(what); }

  close() {
    for (const scene of this.scenes.values()) scene.close?.();
    this.scenes.clear();
    this.now = null;
  }
}
