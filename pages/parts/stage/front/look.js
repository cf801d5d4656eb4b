/* The look: the app's light or dark theme, which a key turns round, and full screen. */
const KEEP_LOOK = "spectrogram.stage.look";

class Look {
  constructor(host) { this.host = host; }

  /** Take both palettes, and the one that the app shows. */
  take(palettes, app) {
    Object.assign(this, { palettes, app });
    this.#paint();
  }

  /** The presenter's choice, kept until the app shows it anyway. */
  get mode() {
    try { return sessionStorage.getItem(KEEP_LOOK) ?? this.app; } catch { return this.chosen ?? this.app; }
  }

  turn() {
    this.chosen = this.mode === "dark" ? "light" : "dark";
    try { sessionStorage.setItem(KEEP_LOOK, this.chosen); } catch { /* it holds until the page is left */ }
    this.#paint();
  }

  #paint() {
    const { mode } = this;
    this.host.dataset.look = mode;
    for (const [name, colour] of Object.entries(this.palettes[mode])) this.host.style.setProperty(`--${name}`, colour);
    // The picture is dark in both themes, so what lies over it takes the dark theme's colours.
    for (const name of ["claimed", "predicted"]) this.host.style.setProperty(`--lit-${name}`, this.palettes.dark[name]);
  }
}

/** "dark" or "light", by what the app paints its pages with. */
function appearance(element) {
  const colour = getComputedStyle(element).getPropertyValue("--st-background-color").trim();
  const canvas = new OffscreenCanvas(1, 1).getContext("2d");
  canvas.fillStyle = colour || "#fff";
  canvas.fillRect(0, 0, 1, 1);
  const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128 ? "dark" : "light";
}

/** Full screen or back. The whole page goes there: an element on the top layer may not alone. */
function turnFullScreen() {
  const asked = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
  asked.catch(() => {}); // a browser that forbids it shows the stage in its window
}
