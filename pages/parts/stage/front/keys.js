/* Keys: what a keyboard or a clicker asks for, caught before anything else on the page hears it. */
const STAGE_KEYS = {
  PageDown: "next", ArrowRight: "next", ArrowDown: "next", " ": "next", n: "next",
  PageUp: "back", ArrowLeft: "back", ArrowUp: "back", Backspace: "back",
  p: "play", r: "replay", b: "black", ".": "black", t: "lens", q: "code",
  f: "full", F5: "full", l: "light", "?": "help", h: "help", Escape: "escape",
};
const STAGE_FIELDS = "input, textarea, select, [contenteditable]:not([contenteditable=false])";
const STAGE_HELP = [
  ["→  Page Down  Space", "Next"], ["←  Page Up", "Back"], ["P", "Play, pause"], ["R", "From the start"],
  ["B  .", "Black"], ["T", "The other evidence"], ["Q", "The code, large"], ["F  F5", "Full screen"], ["L", "Light, dark"], ["Esc", "Close, leave full screen"],
];

/** Call `act(what)` for every key that is meant for the stage. */
function followStageKeys(act, signal) {
  window.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = event.composedPath()[0];
    if (target instanceof Element && target.closest(STAGE_FIELDS)) return;
    const button = target instanceof Element && target.closest("button, a[href], summary, label");
    if (button && [" ", "Enter"].includes(event.key)) return;
    const what = STAGE_KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!what) return;
    if (what !== "escape") event.preventDefault();
    event.stopPropagation();
    if (!event.repeat) act(what); // a key that is held down goes one step and no further
  }, { signal, capture: true });
}
