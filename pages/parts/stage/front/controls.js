/* Controls: what a microphone is worked by. A button, a meter, the seconds, a file instead, a sentence.
 *
 * Everything has its place from the beginning; nothing moves when something is said. */
const BUTTON_WORDS = { idle: "Listen", asking: "Listen", recording: "Stop", problem: "Try again" };

class MicrophoneControls {
  constructor(element) {
    const part = (tag, name, properties = {}) => {
      const made = Object.assign(document.createElement(tag), { className: `microphone-${name}`, ...properties });
      return (this[name] = made);
    };
    part("label", "choose").append("Choose a recording",
      part("input", "file", { type: "file", accept: "audio/*,.flac,.mp3,.wav,.ogg,.m4a" }));
    part("div", "meter", { ariaHidden: "true" }).append(part("i", "needle"));
    part("div", "row").append(part("button", "button", { type: "button" }), this.meter, part("span", "clock"), this.choose);
    part("p", "words", { role: "status" }).append(part("strong", "sentence"), " ", part("span", "hint"));
    part("section", "root", { ariaLabel: "Microphone" }).append(this.row, this.words);
    element.replaceChildren(this.root);
  }

  say(state, sentence) {
    this.root.dataset.state = state;
    this.sentence.textContent = sentence;
    this.hinting("");
    this.button.textContent = BUTTON_WORDS[state] ?? "Listen again";
    this.button.disabled = state === "asking";
  }

  hinting(sentence) {
    if (this.hint.textContent !== sentence) this.hint.textContent = sentence;
  }

  /** How much of the time is over. */
  heard(seconds, whole) {
    const words = seconds > 0 ? `${Math.min(whole, Math.floor(seconds))} of ${whole} s` : "";
    if (this.clock.textContent !== words) this.clock.textContent = words;
  }

  /** How loud it is, of full scale; the needle goes over 60 dB. */
  level(peak) {
    const share = peak > 0 ? Math.max(0, Math.min(1, 1 + Math.log10(peak) / 3)) : 0;
    this.root.style.setProperty("--level", share);
    this.meter.dataset.over = String(peak > 0.98);
  }
}
