/* Notices: what the desk has to say beside the track: stored or not, done, refused, revealed. */
const TOAST_STAYS = 8000; // milliseconds

class Notices {
  constructor(desk) { this.desk = desk; }

  speak(sentence) {
    const spoken = this.desk.part("spoken");
    spoken.textContent = spoken.textContent === sentence ? `${sentence} ` : sentence;
  }

  /** A line at the foot for some seconds; with `undo`, the button that takes it back. */
  toast(sentence, { undo = false, warns = false } = {}) {
    const toast = this.desk.part("toast");
    this.desk.part("toast-text").textContent = sentence;
    toast.querySelector("button").hidden = !undo;
    toast.dataset.warns = warns;
    toast.hidden = false;
    clearTimeout(this.toasting);
    this.toasting = setTimeout(() => this.hush(), TOAST_STAYS);
  }

  hush() { this.desk.part("toast").hidden = true; }

  /** Queue, counts, and the sentences of the server. */
  drawTop() {
    const { view, part } = this.desk;
    const { today, waiting } = view.progress;
    part("queue").textContent = view.queueTitle;
    part("counts").textContent = `${today} decided today · ${waiting} waiting`;
    part("banner").textContent = view.problem || (view.offline
      ? "The store cannot be reached. Your decisions stay in this browser and are offered again." : "");
    part("banner").hidden = !part("banner").textContent;
  }

  /** How many decisions are not stored yet, once it takes longer than it should. */
  drawBox() {
    const { outbox, drawer, part } = this.desk;
    const overdue = outbox.overdue.length;
    const unsafe = !drawer.safe && outbox.items.length > 0;
    const said = [
      overdue ? `${overdue === 1 ? "1 decision is" : `${overdue} decisions are`} waiting to be stored.` : "",
      unsafe ? "This browser keeps nothing: leave the page open until all is stored." : "",
    ].filter(Boolean).join(" ");
    part("box").title = unsafe ? "" : "Nothing is lost: they are kept in this browser and offered again.";
    if (part("box").textContent !== said && said) this.speak(said);
    part("box").textContent = said;
    part("box").hidden = !said;
    this.#drawReturned(outbox.returned);
  }

  #drawReturned(items) {
    const list = this.desk.part("returned");
    list.hidden = items.length === 0;
    list.replaceChildren(...items.map((item) => element("li", {},
      element("span", {}, element("strong", { textContent: `${item.said || item.text || item.kind} for ${item.title || item.trackKey}` }),
        ` was not stored: ${item.why}`),
      element("button", { type: "button", className: "ghost", textContent: "Offer again", onclick: () => this.desk.outbox.offerAgain(item) }),
      element("button", { type: "button", className: "ghost", textContent: "Drop", onclick: () => this.desk.outbox.drop(item) }))));
  }

  /** Where no track is on the screen: why. */
  drawBlank() {
    const { view, part, turns } = this.desk;
    const nothingLeft = view.empty && turns.cases.length === 0;
    part("blank").hidden = Boolean(turns.shown);
    part("review").dataset.phase = turns.shown ? "case" : nothingLeft ? "empty" : "fetching";
    part("blank-title").textContent = nothingLeft ? view.empty.title : "Fetching the next track ...";
    part("blank-text").textContent = nothingLeft ? view.empty.text : "";
  }

  /** After a blind decision: what she said, and what the others think. */
  drawReveal() {
    const { view: { reveal }, part, root } = this.desk;
    const panel = part("reveal");
    panel.hidden = !reveal || this.hushed === reveal.trackKey;
    if (panel.hidden) return;
    const close = element("button", { type: "button", className: "ghost", textContent: "Close", onclick: () => {
      this.hushed = reveal.trackKey;
      panel.hidden = true;
    } });
    const told = [["You said", reveal.said], ["Claimed", reveal.claimed || "nothing"], ["The model", reveal.verdict?.sentence ?? ""]];
    panel.replaceChildren(
      element("div", { className: "sheet-head" }, element("h3", { textContent: reveal.title }), close),
      element("dl", {}, ...told.filter(([, text]) => text).flatMap(([name, text]) =>
        [element("dt", { textContent: name }), element("dd", { textContent: text })])),
      reveal.chances.length ? chanceBars(reveal.chances, chartColours(root), 3) : "");
  }
}
