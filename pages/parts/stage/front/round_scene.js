/* A round: at the left what is heard, at the right what is said of it, one thing after the other.
 *
 * Nothing here waits for the server: sound, picture and the CNN's answer lie in the browser. */
const SWEEP = 7000; // milliseconds that the CNN's belief takes to grow, where no sound plays to it
const BREATH = 700; // milliseconds before it begins
const HUSHED = "Press P to hear it";
const UNSEEN = "No picture of this track";

class RoundScene {
  constructor(scene, { media, speaker, vote, number, frames }) {
    const { round } = scene;
    Object.assign(this, { id: scene.id, round, speaker, frames, data: null, phase: null });
    this.hero = new Hero({ seconds: scene.round.seconds ?? 20, maxHz: 4000 });
    this.panels = {
      vote: new VotePanel(vote), closed: new ClosedPanel(), room: new RoomPanel(), model: new ModelPanel(round.fault),
      truth: new TruthPanel(round), because: new BecausePanel((map) => this.hero.setHeat(map), round.fault),
    };
    this.element = make("section", { className: "scene round", ariaLabel: round.question },
      question(round),
      make("div", { className: "floor" }, this.hero.element,
        make("div", { className: "panels" }, ...Object.values(this.panels).map(({ element }) => element))),
      make("footer", { className: "below" }, this.dots = make("span", { className: "dots", ariaLabel: `Round ${number.number} of ${number.of}` },
        ...Array.from({ length: number.of }, (_, index) => make("i", { data: { now: index + 1 === number.number } }))),
      this.score = make("span", { className: "score" })));
    media.when(round.picture, ({ link }) => this.hero.setPicture(link));
    media.when(round.data, async ({ blob }) => this.#load(JSON.parse(await blob.text())));
    speaker?.add(this.id, this.hero.seconds);
    if (speaker) media.when(round.sound, ({ link }) => speaker.load(this.id, link));
  }

  /** Take what was computed of the round. */
  #load(data) {
    this.data = data;
    Object.assign(this.hero, { seconds: data.seconds, maxHz: data.maxHz ?? 4000 });
    if (this.speaker) this.speaker.add(this.id, data.seconds).seconds = data.seconds;
    const claimed = claimedGenre(data);
    this.panels.model.load(data, claimed);
    this.panels.because.load(data);
    this.hero.setLines(new Lines(data, claimed));
    if (this.phase) this.turn(this.phase, {});
  }

  /** Show a phase. `forward` plays what belongs to it; otherwise it stands there finished. */
  turn(phase, { forward = false, first = false }) {
    const entered = this.phase === null;
    this.phase = phase;
    cancelAnimationFrame(this.frame);
    this.element.dataset.phase = phase;
    for (const [of, { element }] of Object.entries(this.panels)) element.inert = of !== phase;
    this.hero.look(this.round.fault ? "none" : phase === "because" ? "heat" : ["model", "truth"].includes(phase) ? "belief" : "none");
    this.sweep = phase === "model" && forward && !calm() ? performance.now() + BREATH : null;
    this.#believe(this.sweep || !this.data ? 0 : this.data.seconds, !this.sweep);
    if (["vote", "closed"].includes(phase)) this.#listen(phase, { starts: forward && entered, first });
    else this.#heard(forward);
    if (phase === "room") this.#growBars();
    this.count(this.ballots);
    this.#run();
  }

  leave() {
    cancelAnimationFrame(this.frame);
    if (this.speaker?.current === this.id) this.speaker.fade(this.id);
    this.phase = null;
  }

  close() { this.hero.close(); }

  /** Take the votes. */
  count(ballots) {
    if (!ballots) return;
    this.ballots = ballots;
    const votes = ballots.of(this.id);
    this.panels.vote.show(votes, ballots.phones, ballots.answered.has(this.id));
    this.panels.closed.show(votes);
    if (!this.growing) this.panels.room.show(votes);
    this.panels.truth.show(votes, this.data);
    write(this.score, scoreLine(ballots.score));
  }

  /** What a key asks for: play, replay, lens. */
  act(what) {
    if (what === "lens" && this.phase === "because") this.panels.because.turn();
    if (!this.speaker) return;
    if (what === "play") this.speaker.toggle(this.id);
    if (what === "replay") this.speaker.play(this.id, 0);
  }

  /** The sound started, stopped or moved. */
  sounded() { if (this.phase) this.#run(); }

  #listen(phase, { starts, first }) {
    if (!this.speaker) { // the notes' small screen makes no sound
      this.hero.reveal(this.hero.seconds);
      return;
    }
    const kept = first ? this.speaker.keptPlace(this.id) : null;
    if (kept) this.speaker.seek(this.id, kept.time);
    if (starts) this.speaker.play(this.id, 0);
    else if (kept?.playing) this.speaker.play(this.id);
  }

  /** The vote is over: the sound dies away, and the rest of the picture comes by itself. */
  #heard(forward) {
    if (forward && this.speaker?.playing(this.id)) this.speaker.fade(this.id);
    this.hero.reveal(this.hero.seconds, true);
  }

  #growBars() {
    this.growing = true;
    this.panels.room.rest();
    setTimeout(() => {
      this.growing = false;
      if (this.ballots) this.panels.room.show(this.ballots.of(this.id));
    }, calm() ? 0 : 350);
  }

  #believe(time, done) {
    if (!this.data) return;
    this.hero.lines.show(time);
    this.panels.model.show(time, done);
  }

  #run() {
    cancelAnimationFrame(this.frame);
    this.#tick(performance.now());
  }

  /** One frame: the picture follows the sound, the CNN's belief the sound or its own sweep. */
  #tick(now) {
    const playing = Boolean(this.speaker?.playing(this.id));
    const time = this.speaker?.time(this.id) ?? 0;
    if (["vote", "closed"].includes(this.phase) && this.speaker) this.hero.reveal(time);
    if (playing && this.phase === "model") this.#believeWith(time);
    else if (this.sweep) this.#sweepOn(now);
    this.hero.point(playing ? time : this.sweep && this.swept ? this.swept : null);
    this.hero.say(this.round.fault ? UNSEEN : this.phase === "vote" && !playing && this.speaker?.hushed ? HUSHED : "");
    this.frames?.note(now, playing, this.phase);
    if (playing || this.sweep) this.frame = requestAnimationFrame((next) => this.#tick(next));
  }

  #believeWith(time) {
    this.sweep = null;
    this.#believe(time, time > this.hero.seconds - 0.3);
  }

  #sweepOn(now) {
    const share = clamp((now - this.sweep) / SWEEP, 0, 1);
    this.swept = share * this.hero.seconds;
    this.#believe(this.swept, share === 1);
    if (share === 1) this.sweep = this.swept = null;
  }
}

/** The question, its claim in the colour that the claim has wherever it is shown. */
function question({ question: asked, claim }) {
  const element = headline("h2", "question", asked, 40);
  const at = asked.indexOf(claim);
  if (at >= 0) element.replaceChildren(asked.slice(0, at), make("em", {}, claim), asked.slice(at + claim.length));
  return element;
}

/** Whether the visitor asked for less motion. */
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The running score in a line; empty before the first round was resolved. */
function scoreLine(score) {
  if (!score?.rounds) return "";
  return `After ${plural(score.rounds, "round")}: room ${score.room}, CNN ${score.cnn}, chance ${Number(score.chance.toFixed(1))}`;
}
