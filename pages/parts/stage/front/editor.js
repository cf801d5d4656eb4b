/* The editor: the running order as a text, to be changed, kept, taken away and brought in. */
const ORDER = "/stage-api/order";

class Editor {
  constructor(part, kept, signal) {
    Object.assign(this, { part, kept });
    const on = (id, name, act) => part(id).addEventListener(name, act, { signal });
    on("edit", "click", () => this.#open(true));
    on("edit-close", "click", () => this.#open(false));
    on("order-save", "click", () => this.#save());
    on("order-take", "click", () => this.#download());
    on("order-bring", "change", ({ target }) => this.#upload(target));
    on("order-text", "input", () => this.#say("Not saved yet.", "waits"));
  }

  /** The show was fetched anew: an untouched text follows it. */
  stage() { if (!this.changed) this.#fetch(); }

  get changed() { return this.fetched !== undefined && this.part("order-text").value !== this.fetched; }

  #open(up) {
    this.part("editor").classList.toggle("up", up);
    this.part("editor").inert = !up;
    const text = this.part("order-text");
    (up ? text : this.part("edit")).focus();
    if (!up || this.changed) return;
    text.setSelectionRange(0, 0);
    text.scrollTop = 0;
  }

  async #fetch() {
    const text = await fetch(ORDER, { cache: "no-store" }).then((answer) => (answer.ok ? answer.text() : null), () => null);
    if (text === null) {
      this.#say("The running order could not be fetched. Bring your own, or try again later.", "wrong");
      return;
    }
    this.fetched = this.part("order-text").value = text;
    this.#say("", "");
  }

  async #save() {
    const body = this.part("order-text").value;
    this.#say("Saving …", "waits");
    try {
      const answer = await fetch(ORDER, { method: "PUT", headers: { "Content-Type": "text/plain; charset=utf-8" }, body });
      if (!answer.ok) {
        const { why } = await answer.json().catch(() => ({ why: `The server refused it (${answer.status}).` }));
        this.#say(why, "wrong");
        return;
      }
      this.fetched = body;
      this.#say("Saved.", "done"); // and packed by and by, of which the server tells
    } catch {
      this.#say("The server does not answer. Nothing was saved; your text stays here.", "wrong");
    }
  }

  /** How far the server is with making the show's files anew: {what, share, done, why}. */
  packed({ what, share, done, why }) {
    this.#say(why || (done ? "Everything is packed." : `Packing ${what}: ${wholePercent(share)}`), why ? "wrong" : done ? "done" : "waits");
    if (this.busy && done) this.kept();
    this.busy = !done;
  }

  #download() {
    const link = make("a", { href: URL.createObjectURL(new Blob([this.part("order-text").value], { type: "text/yaml" })), download: "running-order.yaml" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  async #upload(input) {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    this.part("order-text").value = await file.text();
    this.#say(`${file.name} is here, and not saved yet.`, "waits");
  }

  #say(sentence, mood) {
    write(this.part("order-said"), sentence);
    this.part("order-said").dataset.mood = mood;
  }
}
