/* Make: elements in one line, marked words, and what is counted. */

/** An element with `properties`, its `data` as data attributes, and `children`, texts or elements. */
function make(tag, { data = {}, vars = {}, ...properties } = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  Object.assign(made.dataset, data);
  Object.entries(vars).forEach(([name, value]) => made.style.setProperty(name, value));
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** Write `text` only where it differs: the browser lays out nothing that stays the same. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A text whose **marked** words are strong. */
const marked = (text) => text.split(/\*\*(.+?)\*\*/).map((part, index) =>
  (index % 2 ? make("strong", {}, part) : part));

/** A text as paragraphs, one a line. */
const paragraphs = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean)
  .map((line) => make("p", {}, ...marked(line)));

/** A headline that gives up size rather than a third line; `room` is how many letters it holds. */
const headline = (tag, className, text, room) =>
  make(tag, { className, vars: { "--crowd": Math.max(1, text.length / room), "--letters": text.length } }, text);

/** A new name; randomUUID exists on secure pages only, and the room's server is plain HTTP. */
function newName() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A show of shares in whole per cent, "12%". */
const wholePercent = (share) => `${Math.round(share * 100)}%`;
