/* The notes: the presenter's own screen. What is seen, what comes, what to say, and how it stands. */
const READY = "/stage-api/ready";
const ANEW = "/stage-api/anew";
const SURE = 4000; // milliseconds in which the second press counts

class Notes {
  constructor(root, look) {
    Object.assign(this, { root, look, packs: "" });
    this.part = (id) => root.getElementById(id);
    this.ending = new AbortController();
    const { signal } = this.ending;
    this.media = new Media(() => {});
    this.screen = new Screen(this.part("scenes"), { media: this.media });
    this.conductor = new Conductor(this);
    this.editor = new Editor(this.part, () => this.conductor.reopen(), signal);
    this.#wire(signal);
    this.ticking = setInterval(() => this.#tick(), 500);
    this.conductor.open();
  }

  #wire(signal) {
    followStageKeys((what) => this.act(what), signal);
    const on = (id, act) => this.part(id).addEventListener("click", act, { signal });
    on("next", () => this.act("next"));
    on("back", () => this.act("back"));
    on("look-again", () => this.#lookAgain());
    on("anew", () => this.#beginAnew());
    for (const what of ["play", "replay", "black", "code"]) on(`do-${what}`, () => this.act(what));
    this.part("order").addEventListener("click", ({ target }) => {
      const { scene } = target.closest("button")?.dataset ?? {};
      if (scene) this.conductor.go(this.conductor.steps.from({ scene }, 0));
    }, { signal });
  }

  staged(show) {
    this.screen.stage(show, this.conductor.steps);
    this.media.stock(show);
    this.timer = new Timer(show.show);
    document.title = `Notes: ${show.title}`;
    write(this.part("notes-title"), show.title);
    this.part("order").replaceChildren(...show.scenes.map((scene, index) => make("li", {},
      make("button", { type: "button", data: { scene: scene.id } },
        make("i", {}, String(index + 1)), make("span", {}, sceneName(scene)), make("small", {}, scene.seconds ? clock(scene.seconds) : "")))));
    this.ready = show.ready;
    this.#showReady();
    if (!show.ready.length) this.#lookAgain(); // nobody has looked yet
    this.editor.stage();
  }

  turned(step, how) {
    const { steps } = this.conductor;
    const scene = steps.scene(step.scene);
    if (how.forward) this.timer.begin(); // the first move begins the clock
    this.screen.turn(step, how);
    write(this.part("now"), stepName(scene, step));
    write(this.part("next-name"), steps.isLast(step) ? "The end" : stepName(steps.scene(steps.from(step, 1).scene), steps.from(step, 1)));
    const after = steps.scenes[steps.scenes.indexOf(scene) + 1];
    this.part("words").replaceChildren(...paragraphs(scene.notes || "No notes for this scene."));
    this.part("words").scrollTop = 0;
    write(this.part("words-next"), after ? `Then: ${sceneName(after)}. ${after.notes.split("\n")[0]}` : "");
    for (const { dataset } of this.part("order").querySelectorAll("button")) dataset.now = dataset.scene === step.scene;
    this.#scrollOrder();
    this.#tick();
  }

  /** Bring this scene into the middle of the running order; the page around it stays where it is. */
  #scrollOrder() {
    const order = this.part("order");
    const now = order.querySelector("[data-now=true]");
    if (now) order.scrollTop = now.offsetTop - order.offsetTop - (order.clientHeight - now.clientHeight) / 2;
  }

  counted(ballots) {
    const { steps, step } = this.conductor;
    const { count, tally } = ballots.of(step?.scene);
    const asked = step && steps.scene(step.scene).round;
    this.screen.count(ballots);
    write(this.part("votes"), asked ? String(count) : "–");
    write(this.part("votes-said"), ballots.unkept ? "not being kept: see Ready" : !asked ? "" : tally ? `${tally.yes} yes, ${tally.no} no, ${tally.unsure} not sure` : "hidden until you reveal them");
    this.part("votes").dataset.good = !ballots.unkept;
    if (this.unkept !== ballots.unkept) {
      this.unkept = ballots.unkept;
      this.#showReady();
    }
    write(this.part("phones"), String(ballots.phones ?? "–"));
    const { room, cnn, chance, rounds } = ballots.score ?? { rounds: 0 };
    write(this.part("running"), rounds ? `room ${room}, CNN ${cnn}, chance ${Number(chance.toFixed(1))}` : "no confirmed round yet");
  }

  felt(milliseconds) {
    write(this.part("latency"), milliseconds === null ? "gone" : `${Math.round(milliseconds)} ms`);
    this.part("latency").dataset.good = milliseconds !== null && milliseconds < 400;
  }

  connected(on) { this.part("notes").dataset.online = on; }
  packed(progress) { this.editor.packed(progress); }
  acted() {}

  /** What the screen says of its sound. */
  sounded(sound) {
    this.sound = { ...sound, at: Date.now() };
    this.#tick();
  }

  refused() { write(this.part("now"), "This is the presenter's page. Open it by the presenter's link."); }

  act(what) {
    if (!this.conductor.step) return;
    if (what === "next") this.conductor.next();
    else if (what === "back") this.conductor.back();
    else if (what === "light") this.look.turn();
    else if (what === "full") turnFullScreen();
    else if (what !== "escape") this.conductor.neighbour.say("act", what);
  }

  /** Ask the server to try everything once more. */
  async #lookAgain() {
    const lines = await fetch(READY, { cache: "no-store" }).then((answer) => answer.json(), () => null);
    this.ready = lines ?? [{ name: "network", ok: false, sentence: "The server does not answer." }];
    this.#showReady();
  }

  /** Show how ready everything is; of the votes, what is so since. */
  #showReady() {
    const lines = (this.ready ?? []).filter(({ name }) => !this.unkept || name !== "votes");
    if (this.unkept) lines.unshift({ name: "votes", ok: false, sentence: `Cannot be kept just now; phones send theirs again. ${this.unkept}` });
    this.part("ready").replaceChildren(...lines.map(readyLine));
  }

  /** End this show and begin another, at the second press: its votes stay in the file. */
  async #beginAnew() {
    const button = this.part("anew");
    if (!this.sure) {
      write(button, "Begin anew? Press again");
      this.sure = setTimeout(() => this.#unsure(), SURE);
      return;
    }
    this.#unsure();
    if (await fetch(ANEW, { method: "POST" }).then(({ ok }) => ok, () => false)) this.conductor.reopen();
  }

  #unsure() {
    clearTimeout(this.sure);
    this.sure = null;
    write(this.part("anew"), "New show");
  }

  #tick() {
    const { conductor: { step, steps }, timer, part } = this;
    write(part("wall"), new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" }));
    if (!step || !timer) return;
    const planned = steps.planned(step.scene);
    write(part("elapsed"), clock(timer.elapsed));
    const ahead = timer.elapsed - planned - (steps.scene(step.scene).seconds ?? 0);
    write(part("planned"), timer.begun ? `planned ${clock(planned)}${ahead > 0 ? `, ${clock(ahead)} late` : ""}` : "begins with your first move");
    part("elapsed").dataset.late = timer.begun && ahead > 30;
    this.#tickSound();
  }

  #tickSound() {
    const { sound, part } = this;
    const there = sound && Date.now() - sound.at < 3000;
    const words = !there ? "not open in this browser" : sound.black ? "black"
      : sound.playing ? `playing, ${clock(sound.time)} of ${clock(sound.seconds)}` : sound.stocked ? "ready" : "fetching its files";
    write(part("sounding"), words);
  }

  close() {
    this.ending.abort();
    clearInterval(this.ticking);
    for (const one of [this.conductor, this.screen, this.media]) one.close();
  }
}

const PHASE_NAMES = { vote: "listen and vote", closed: "vote closed", room: "the room", model: "the CNN", truth: "the truth", because: "why" };
const sceneName = ({ title, round, id }) => title || (round ? `${round.claim}?` : id);
const stepName = (scene, { phase }) => (PHASE_NAMES[phase] ? `${sceneName(scene)}: ${PHASE_NAMES[phase]}` : sceneName(scene));
