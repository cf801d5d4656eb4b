/* Microphone: the room plays something, and the CNN answers while it listens. */
const LISTENS_FOR = 20; // seconds: the width of the picture, which fills as they go by
const HEARD_GENRES = 3;

class MicrophoneScene {
  constructor(scene, { speaker }) {
    this.live = Boolean(speaker); // the notes' small screen leaves the device alone
    this.place = make("div", { className: "hearing" });
    this.hero = new Hero({ seconds: LISTENS_FOR, maxHz: 4000 });
    this.panel = new ModelPanel("", HEARD_GENRES);
    this.element = make("section", { className: "scene round microphone", data: { phase: "ready" } },
      headline("h2", "question", scene.title, 40),
      make("div", { className: "floor" }, this.hero.element, make("div", { className: "panels" }, this.panel.element,
        make("section", { className: "panel", data: { of: "ready" } }, make("div", { className: "prose" }, ...paragraphs(scene.text))))),
      this.place);
  }

  turn() { if (this.live) this.microphone ??= new Microphone(this.place, { onAnswer: (answer) => this.#answer(answer) }); }

  /** The keys that play and replay a track let the microphone listen. */
  act(what) {
    if (what === "play" && this.microphone?.recorder) this.microphone.stop();
    else if (["play", "replay"].includes(what)) this.microphone?.start();
  }

  leave() {
    this.microphone?.dispose();
    this.microphone = null;
  }

  close() {
    this.leave();
    this.hero.close();
  }

  /** Show what the CNN makes of the sound so far: {seconds, times, chances, genres, predicted, picture, sentence}. */
  async #answer(data) {
    const seconds = Math.max(LISTENS_FOR, data.seconds); // a recording that was chosen may be longer
    this.hero.seconds = seconds;
    this.hero.element.style.setProperty("--span", data.seconds / seconds);
    await this.hero.setPicture(`data:image/png;base64,${data.picture}`);
    this.hero.setLines(new Lines({ ...data, seconds }, null));
    this.hero.lines.show(data.seconds);
    this.hero.look("belief");
    this.hero.reveal(data.seconds, true);
    this.panel.load({ ...data, verdict: data }, null);
    this.panel.show(data.seconds, data.final);
    this.element.dataset.phase = "model";
  }
}
