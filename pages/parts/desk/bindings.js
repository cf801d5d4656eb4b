/* Bindings: which key does what, which were changed, and which key an event means. No DOM in here.
 *
 * Streamlit keeps C and R for itself. `also` are second keys; they give way to a key that the
 * moderator chose. */
const ordinal = (n) => ["1st", "2nd", "3rd"][n - 1] ?? `${n}th`;

const ACTIONS = [
  { id: "holds", key: "h", also: ["Enter"], group: "Decide", label: "The claim holds" },
  ...Array.from({ length: 9 }, (_, index) => ({
    id: `top${index + 1}`, key: String(index + 1), group: "Decide", label: `The ${ordinal(index + 1)} genre offered`,
  })),
  { id: "other", key: "w", also: ["/"], group: "Decide", label: "Another genre, or several" },
  { id: "cannot_tell", key: "t", group: "Decide", label: "Cannot tell" },
  { id: "not_music", key: "n", group: "Decide", label: "Not music, damaged" },
  { id: "escalate", key: "e", group: "Decide", label: "Escalate" },
  { id: "skip", key: "s", group: "Decide", label: "Skip" },
  { id: "undo", key: "z", group: "Decide", label: "Undo the last decision" },
  { id: "bundle", key: "g", group: "Decide", label: "Also the album, the artist, or neither" },
  { id: "play", key: "Space", group: "Listen", label: "Play, pause" },
  { id: "back", key: "ArrowLeft", group: "Listen", label: "2 s back", repeats: true },
  { id: "forward", key: "ArrowRight", group: "Listen", label: "2 s on", repeats: true },
  { id: "slower", key: "[", also: ["<", ","], group: "Listen", label: "Slower" },
  { id: "faster", key: "]", also: [">", "."], group: "Listen", label: "Faster" },
  { id: "loop", key: "l", group: "Listen", label: "Loop the accusing stretch" },
  { id: "best", key: "k", group: "Listen", label: "Hear the best stretch" },
  { id: "worst", key: "j", group: "Listen", label: "Hear the worst stretch" },
  { id: "contrast_claimed", key: "a", group: "Listen", label: "Compare with the claimed genre" },
  { id: "contrast_predicted", key: "b", group: "Listen", label: "Compare with the predicted genre" },
  { id: "mute", key: "u", group: "Listen", label: "Mute" },
  { id: "lens", key: "v", group: "See and write", label: "Next evidence over the picture" },
  { id: "note", key: "m", group: "See and write", label: "Write a note" },
  { id: "reason", key: "y", group: "See and write", label: "Choose a reason" },
  { id: "help", key: "?", group: "See and write", label: "These keys" },
];
const RESERVED = new Map([
  ["c", "Streamlit keeps C for itself"], ["r", "Streamlit keeps R for itself"],
  ["Escape", "Esc closes things"], ["Tab", "Tab moves the focus"],
]);

/** The names an event's key may go by, likeliest first; none while text is being composed.
 *
 * On a keyboard of another script, or whose digits need Shift, the place of the key counts. */
function keyNames(event) {
  if (event.isComposing || ["Dead", "Process", "Unidentified"].includes(event.key)) return [];
  if (event.key === " ") return ["Space"];
  if (event.key.length > 1) return [event.key];
  const letter = event.key.toLowerCase();
  if (event.shiftKey) return letter !== letter.toUpperCase() ? [] : [letter];
  const [, place = ""] = /^(?:Key|Digit|Numpad)(\w)$/.exec(event.code) ?? [];
  return letter > "~" || /\d/.test(place) ? [letter, place.toLowerCase()] : [letter];
}

class Bindings {
  constructor() { this.own = {}; }

  /** Take the keys she chose, key by action; what is no action or no key is left out. */
  load(own) {
    const known = ({ id }) => typeof own?.[id] === "string" && own[id] && !RESERVED.has(own[id]);
    this.own = Object.fromEntries(ACTIONS.filter(known).map(({ id }) => [id, own[id]]));
  }

  key(id) { return this.own[id] ?? ACTIONS.find((action) => action.id === id).key; }

  /** The action whose first key this is, if any. */
  owner(key) { return ACTIONS.find(({ id }) => this.key(id) === key) ?? null; }

  /** All keys of an action; a second key that somebody chose for another action is not among them. */
  keys(id) {
    const { also = [] } = ACTIONS.find((action) => action.id === id);
    return [this.key(id), ...also.filter((key) => !this.owner(key))];
  }

  /** The action an event asks for, or null. */
  action(event) {
    for (const name of keyNames(event)) {
      const asked = this.owner(name) ?? ACTIONS.find(({ also = [] }) => also.includes(name));
      if (asked) return asked;
    }
    return null;
  }

  /** Give `key` to an action; an action that had it gets the first one's old key in exchange. */
  give(id, key) {
    const loser = this.owner(key);
    if (loser && loser.id !== id) this.own[loser.id] = this.key(id);
    this.own[id] = key;
  }
}
