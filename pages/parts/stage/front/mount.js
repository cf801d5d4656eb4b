/* Mount: one stage a page, in a place of its own on the browser's top layer.
 *
 * What Streamlit draws may come and go: when its server is killed and comes back, the component is
 * taken away and put up again. So the stage lives beside the app and not within it, over everything
 * the app may show; only a visit of another page ends it. */
const STAGE = Symbol.for("spectrogram.stage");
const ENDS_AFTER = 4000; // milliseconds without the component before the stage goes

class House {
  constructor(notes) {
    this.notes = notes;
    this.host = make("div", { id: "spectrogram-stage", popover: "manual" });
    const root = this.host.attachShadow({ mode: "open" });
    root.innerHTML = `<style>${STAGE_STYLE}</style>${notes ? NOTES_PAGE : STAGE_PAGE}`;
    document.body.append(this.host);
    this.host.showPopover();
    this.look = new Look(this.host);
    this.ending = new AbortController();
    // What goes full screen comes to lie on top; the stage has to come after it.
    document.addEventListener("fullscreenchange", () => {
      this.host.hidePopover();
      this.host.showPopover();
    }, { signal: this.ending.signal });
    this.play = (look) => { this.act ??= notes ? new Notes(root, look) : new Projector(root, look); };
  }

  take({ palettes }, app, font) {
    this.host.style.setProperty("--font", font);
    this.look.take(palettes, app);
    this.play(this.look);
  }

  close() {
    this.ending.abort();
    this.act?.close();
    this.host.remove();
  }
}

export default function ({ data, parentElement }) {
  const element = parentElement.host ?? parentElement;
  let house = globalThis[STAGE];
  if (house && house.notes !== data.notes) house.close();
  if (house?.notes !== data.notes) house = globalThis[STAGE] = new House(data.notes);
  clearTimeout(house.leaving);
  const run = (house.run = Symbol("run"));
  house.take(data, appearance(element), getComputedStyle(element).getPropertyValue("--st-font") || "sans-serif");
  return () => {
    if (house.run !== run) return;
    const gone = () => {
      if (house.run !== run || globalThis[STAGE] !== house) return;
      house.close();
      delete globalThis[STAGE];
    };
    house.leaving = setTimeout(gone, location.pathname.replace(/\/$/, "").endsWith("/stage") ? ENDS_AFTER : 0);
  };
}
