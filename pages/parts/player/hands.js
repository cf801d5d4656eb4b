/* Hands: pointer and keyboard become previews, seeks and toggles of a player. */

/** Where Space belongs to whatever has the focus, not to the player. */
const BUSY = `a[href], button, input, select, textarea, summary, audio, video, iframe, canvas,
  [contenteditable]:not([contenteditable=false]), [role=dialog], [role=button], [role=checkbox],
  [role=switch], [role=radio], [role=tab], [role=option], [role=combobox], [role=listbox],
  [role=menuitem], [role=slider], [role=textbox], [role=grid]`;
const DRAG_BEGINS = 6; // pixels: a finger that moves less taps, one that moves down scrolls

/** Click, tap or drag on `surface` seeks when let go; until then the playhead shows where. */
function followPointer(player, surface, signal) {
  let held = null;
  const on = (name, act) => surface.addEventListener(name, act, { signal });
  const timeAt = (event) => {
    const box = surface.getBoundingClientRect();
    return clamp((event.clientX - box.left) / box.width, 0, 1) * player.meta.seconds;
  };
  const drop = () => { held = null; player.preview(null); };
  on("pointerdown", (event) => {
    if (!player.meta || event.button !== 0 || event.target.closest("button")) return;
    held = { pointer: event.pointerId, from: event.clientX, dragged: event.pointerType !== "touch" };
    surface.setPointerCapture(event.pointerId);
    if (held.dragged) player.preview(timeAt(event));
  });
  on("pointermove", (event) => {
    if (!player.meta) return;
    if (held) {
      held.dragged ||= Math.abs(event.clientX - held.from) > DRAG_BEGINS;
      if (held.dragged) player.preview(timeAt(event));
    }
    if (held?.dragged || event.pointerType !== "touch") player.point(surface, event, timeAt(event));
  });
  on("pointerup", (event) => {
    if (held?.pointer !== event.pointerId) return;
    drop();
    player.seek(timeAt(event));
    if (event.pointerType === "touch") player.point(null);
  });
  on("pointercancel", () => { drop(); player.point(null); });
  on("pointerleave", () => { if (!held) player.point(null); });
}

/** Arrows, Home and End while the picture has the focus. */
function followArrows(player, surface, signal) {
  surface.addEventListener("keydown", (event) => {
    if (!player.meta || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? 5 : 1;
    const { time } = player.sound;
    const goal = {
      ArrowRight: time + step, ArrowUp: time + step, ArrowLeft: time - step, ArrowDown: time - step,
      Home: 0, End: player.meta.seconds,
    }[event.key];
    if (goal === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    player.seek(goal);
  }, { signal });
}

/** Space plays and pauses the player in use, wherever on the page nothing else needs it. */
function followSpace(player, surface, signal) {
  document.addEventListener("keydown", (event) => {
    if (event.code !== "Space" || event.defaultPrevented || !player.inUse) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const target = event.composedPath()[0];
    if (target !== surface && target instanceof Element && target.closest(BUSY)) return;
    event.preventDefault();
    if (!event.repeat) player.sound.toggle();
  }, { signal });
}
