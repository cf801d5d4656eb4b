/* Words: what answers are called, how keys are drawn, and elements in one line. */

const SAID = {
  holds: "The claim holds", cannot_tell: "Cannot tell", not_music: "Not music, damaged",
  escalate: "Escalated", skip: "Skipped",
};

/** A decision in words: "Punk + Rock", "Cannot tell". */
const saying = (answer, genres) => (answer === "genre_is" ? genres.join(" + ") : SAID[answer]);

const KEY_NAMES = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Enter: "↵" };

/** What stands on a key's cap. */
const keyCap = (key) => KEY_NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key);

/** An element with `properties`, its `data` as data attributes, and `children`, texts or elements. */
function element(tag, { data = {}, ...properties } = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  Object.assign(made.dataset, data);
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** A new name; randomUUID exists on secure pages only, and a desk may be reached by plain HTTP. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
