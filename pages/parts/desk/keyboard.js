/* Keyboard: when a key belongs to the desk, and when to whatever has the focus.
 *
 * Keys are caught before anything else on the page sees them, and what the desk uses goes no
 * further. While somebody types, or a dialog is open, the desk is deaf. */
const NO_TEXT = "input:is([type=range], [type=radio], [type=checkbox], [type=button], [type=submit])";
const TYPING = `input, textarea, select, iframe, [contenteditable]:not([contenteditable=false]),
  [role=textbox], [role=searchbox], [role=combobox], [role=listbox], [role=option], [role=spinbutton],
  [role=menu], [role=menuitem], [role=grid]`;
const PRESSED_BY_KEY = `a[href], button, summary, input, audio, video, [role=button], [role=checkbox],
  [role=switch], [role=radio], [role=tab]`;
const MOVED_BY_KEY = "[role=slider], [role=radio], [role=tab], input:is([type=range], [type=radio])";
const DIALOG = "dialog[open], [role=dialog], [role=alertdialog]";

/** Whether somebody is writing where the event happened. */
const typesIn = (target) => !target.closest(NO_TEXT) && Boolean(target.closest(TYPING));

/** Whether the focused element itself answers to this key. */
function ownsKey(target, key) {
  if (["Enter", " "].includes(key)) return Boolean(target.closest(PRESSED_BY_KEY));
  return key.startsWith("Arrow") && Boolean(target.closest(MOVED_BY_KEY));
}

const dialogOpen = (root) => [document, root].some((place) =>
  [...place.querySelectorAll(DIALOG)].some((dialog) => dialog.checkVisibility?.() ?? true));

/** Give the keys back to the desk: after a choice by pointer, or by Enter or Esc. */
function releaseSelect(select, signal) {
  let pointed = false;
  const on = (name, act) => select.addEventListener(name, act, { signal });
  on("pointerdown", () => { pointed = true; });
  on("change", () => { if (pointed) select.blur(); });
  on("keydown", (event) => {
    pointed = false;
    if (!["Enter", "Escape"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    select.blur();
  });
}

/** Call `act(action, event)` for every key of `bindings` that is meant for the desk. */
function followKeys(root, bindings, act, signal) {
  window.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.composedPath()[0];
    if (!(target instanceof Element) || typesIn(target) || ownsKey(target, event.key)) return;
    const action = bindings.action(event);
    if (!action || dialogOpen(root)) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat || action.repeats) act(action.id, event);
  }, { signal, capture: true });
}
