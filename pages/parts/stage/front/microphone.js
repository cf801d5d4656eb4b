/* The microphone: twenty seconds of whatever the room plays, and what the CNN makes of it so far.
 *
 * Every three seconds all that was heard goes to the server as one WAV, so that the verdict grows
 * while somebody plays. Where there is no microphone, or it may not be used, a sentence says why and
 * a recording can be chosen instead. This is what it is worked by (controls.js); the answers are
 * shown by whoever asked for them:
 *
 *     new Microphone(element, { listen: url, onAnswer(answer), onProblem(sentence) })
 *
 * with start(), stop() and dispose(); `answer` is the server's, with `final` once all was heard. */
const HEARD_SECONDS = 20;
const ASK_EVERY = 3; // seconds: the model needs as many
const ASK_PATIENCE = 15000; // milliseconds
const ASK_TRIES = 4; // of the last question; those before it are not worth a second one
const SILENT = 0.002; // of full scale, -54 dB: a room with its microphone muted
const MOST_BYTES = 30e6; // as the server takes

class Microphone {
  constructor(element, { listen = "/stage-api/listen", onAnswer = () => {}, onProblem = () => {} }) {
    Object.assign(this, { element, listen, onAnswer, onProblem, turn: 0 });
    this.view = new MicrophoneControls(element);
    this.#wire();
    this.#say("idle", `Play or sing anything for ${HEARD_SECONDS} seconds.`);
  }

  /** Listen; again, from the beginning. */
  async start() {
    if (this.recorder || this.state === "asking") return;
    const turn = this.#turn();
    this.view.heard(0);
    this.#say("asking", "The browser asks whether it may use the microphone.");
    try {
      const recorder = await Recorder.open(() => this.#heard(), () => this.stop());
      if (turn !== this.turn) return recorder.close(); // overtaken while the browser was asking
      this.recorder = recorder;
    } catch (error) {
      if (turn === this.turn) this.#problem(microphoneRefusal(error));
      return;
    }
    this.asked = 0;
    this.#say("recording", "Listening …");
  }

  /** Enough: judge what was heard. */
  stop() {
    const { recorder } = this;
    if (!recorder) return;
    this.recorder = null;
    recorder.close();
    this.view.level(0);
    this.#judge(recorder.wave, recorder.loudest < SILENT);
  }

  /** Silence the microphone and take everything off the page. */
  dispose() {
    this.#turn();
    this.recorder?.close();
    this.recorder = null;
    this.element.replaceChildren();
  }

  /** What was under way is overtaken; return the number of what begins. */
  #turn() {
    this.question?.abort();
    this.question = null;
    return (this.turn += 1);
  }

  #wire() {
    const { root, button, file } = this.view;
    button.addEventListener("click", (event) => {
      if (this.recorder) this.stop();
      else this.start();
      if (event.detail) button.blur(); // the next key is the show's, not this button's
    });
    // A key that presses what has the focus here must not turn the show's page as well.
    root.addEventListener("keydown", (event) => { if ([" ", "Enter"].includes(event.key)) event.stopPropagation(); });
    file.addEventListener("change", () => {
      const [chosen] = file.files;
      if (chosen) this.#upload(chosen);
      file.value = "";
    });
  }

  #upload(file) {
    this.#turn();
    this.recorder?.close();
    this.recorder = null;
    this.view.heard(0);
    this.view.level(0);
    if (file.size > MOST_BYTES) this.#problem(`${file.name} has ${Math.ceil(file.size / 1e6)} MB; 30 MB are the most. Choose a shorter one.`);
    else this.#judge(file, false);
  }

  #heard() {
    const { recorder } = this;
    if (!recorder) return;
    const { seconds } = recorder;
    this.view.heard(seconds, HEARD_SECONDS);
    this.view.level(recorder.level);
    if (seconds >= HEARD_SECONDS) return this.stop();
    if (!this.question && seconds - this.asked >= ASK_EVERY) this.#askSoFar(seconds);
  }

  /** A live answer is welcome but not needed: what goes wrong with it is no more than a hint. */
  async #askSoFar(seconds) {
    this.asked = seconds;
    const { turn, recorder } = this;
    if (recorder.loudest < SILENT) return this.view.hinting("Nothing is heard yet. Is the microphone muted?");
    const { answer, why } = await this.#ask(recorder.wave);
    if (turn !== this.turn || this.recorder !== recorder) return;
    if (answer) this.#show(answer, false);
    this.view.hinting(why);
  }

  async #judge(sound, silent) {
    const turn = this.#turn();
    if (silent) return this.#problem("The microphone heard nothing. Is it muted? Try again, or choose a recording.");
    this.#say("thinking", "Looking at it …");
    for (let tries = 1; ; tries += 1) {
      const { answer, why, final } = await this.#ask(sound);
      if (turn !== this.turn) return;
      if (answer) return this.#show(answer, true);
      if (final || tries >= ASK_TRIES) return this.#problem(why);
      await new Promise((resolve) => { setTimeout(resolve, 1000); });
      if (turn !== this.turn) return;
    }
  }

  /** Ask the server about a sound: its answer, or why there is none, and whether that is final. */
  async #ask(sound) {
    const question = (this.question = new AbortController());
    const late = setTimeout(() => question.abort(), ASK_PATIENCE);
    try {
      const reply = await fetch(this.listen, { method: "POST", body: sound, signal: question.signal });
      const body = await reply.json();
      if (reply.ok) return { answer: body, why: "" };
      return { why: body.why ?? `The server refused (${reply.status}).`, final: reply.status < 500 && reply.status !== 429 };
    } catch { // no server, no JSON, or too late
      return { why: "The server does not answer. Try again in a moment." };
    } finally {
      clearTimeout(late);
      if (this.question === question) this.question = null;
    }
  }

  #show(answer, final) {
    if (final) this.#say("done", `${Math.round(answer.seconds)} s were heard.`);
    this.onAnswer({ ...answer, final });
  }

  #say(state, sentence) {
    this.state = state;
    this.view.say(state, sentence);
  }

  #problem(sentence) {
    this.#say("problem", sentence);
    this.onProblem(sentence);
  }
}
