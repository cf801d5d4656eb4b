/* Choices: the buttons that decide, each with the keys that press it. */

function caps(bindings, id) {
  const keys = id === "holds" ? bindings.keys(id) : [bindings.key(id)];
  return keys.map((key) => element("kbd", { textContent: keyCap(key) }));
}

/** Put the present key on every button that has an action, once. */
function drawCaps(desk) {
  for (const button of desk.all("button[data-action]")) {
    button.querySelectorAll(":scope > kbd").forEach((cap) => cap.remove());
    button.append(...caps(desk.bindings, button.dataset.action));
    const [key] = desk.bindings.keys(button.dataset.action);
    button.setAttribute("aria-keyshortcuts", key);
  }
  for (const id of ["note", "reason"]) desk.part(`${id}-key`).textContent = keyCap(desk.bindings.key(id));
  // The player writes its own buttons' words again and again; their keys stand in an attribute.
  for (const id of ["best", "worst", "mute"]) desk.part(id).dataset.cap = keyCap(desk.bindings.key(id));
  desk.part("now").parentElement.dataset.cap = keyCap(desk.bindings.key("play"));
  desk.part("speed").title = `Speed: ${keyCap(desk.bindings.key("slower"))} slower, ${keyCap(desk.bindings.key("faster"))} faster`;
  desk.part("segments").dataset.cap = keyCap(desk.bindings.key("lens"));
}

function topButton(shown, genre, index) {
  const chance = shown.chances.find((one) => one.genre === genre);
  const button = element("button", { className: "choice top-choice", type: "button", data: { action: `top${index + 1}` } },
    element("span", { className: "word", textContent: genre }),
    chance ? element("span", { className: "share-number", textContent: percent(chance.p) }) : "");
  button.style.setProperty("--share", chance?.p ?? 0);
  if (chance?.claimed) button.dataset.role = "claimed";
  else if (chance?.predicted) button.dataset.role = "predicted";
  return button;
}

/** All buttons for the shown case. */
function drawChoices(desk, shown) {
  const { part } = desk;
  part("holds").hidden = shown.blind;
  part("holds").disabled = !shown.claimedGenre;
  part("holds").replaceChildren(element("span", { className: "word", textContent: shown.claimedGenre
    ? `The claim holds: ${shown.claimedGenre}` : "There is no claim that could hold" }));
  part("tops").replaceChildren(...shown.top.slice(0, 9).map((genre, index) => topButton(shown, genre, index)), part("other"));
  part("decide").dataset.blind = shown.blind;
  drawBundle(desk, shown);
  drawReasons(desk);
  drawCaps(desk);
}

/** What a decision could cover besides the track, as [word for the server, words for the reader]. */
function bundlesOf({ album, byArtist }) {
  const others = ({ count }) => `also the other ${plural(count, "track")}`;
  return [
    ...(album ? [["album", `${others(album)} of this album`]] : []),
    ...(byArtist ? [["artist", `${others(byArtist)} by ${byArtist.name}`]] : []),
  ];
}

function drawBundle(desk, shown) {
  const bundles = bundlesOf(shown);
  const chosen = bundles.find(([word]) => word === desk.bundle);
  const button = desk.part("bundle");
  button.hidden = bundles.length === 0;
  button.ariaPressed = String(Boolean(chosen));
  const idle = bundles.length === 2 ? "This track only (album, artist)" : `This track only (${bundles[0]?.[0]})`;
  button.title = bundles.map(([, words]) => words).join(", or ");
  button.replaceChildren(element("span", { className: "word", textContent: chosen?.[1] ?? idle }), ...caps(desk.bindings, "bundle"));
}

/** None, the album, the artist, none again. */
function turnBundle(desk, shown) {
  const words = ["", ...bundlesOf(shown).map(([word]) => word)];
  desk.bundle = words[(words.indexOf(desk.bundle) + 1) % words.length];
  drawBundle(desk, shown);
  desk.notices.speak(desk.bundle ? desk.part("bundle").textContent : "This track only");
}

function drawReasons(desk) {
  const { reasons } = desk.view;
  const select = desk.part("reason");
  desk.part("reason-label").hidden = reasons.length === 0;
  select.replaceChildren(...["", ...reasons].map((reason) =>
    element("option", { value: reason, textContent: reason || "Reason" })));
}
