/* Colours of cells: the theme's steps, mixed, and black or white upon them. No DOM in here. */

function stepsOf(text) {
  return text.split(",").map((word) => word.trim()).filter((word) => /^#[0-9a-f]{6}/i.test(word))
    .map((word) => [1, 3, 5].map((at) => parseInt(word.slice(at, at + 2), 16)));
}

/** The colour at a share from 0 to 1 of the way through some steps. */
function mixed(steps, share) {
  const at = Math.min(Math.max(share, 0), 1) * (steps.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, steps.length - 1);
  return steps[low].map((part, i) => Math.round(part + (steps[high][i] - part) * (at - low)));
}

/** Where a value lies among the steps, 0 to 1; by the square root, so that little is not nothing. */
function shareOf(value, limit, signed) {
  const root = Math.sqrt(Math.min(Math.abs(value) / limit, 1));
  return signed ? (1 + Math.sign(value) * root) / 2 : root;
}

function luminance(colour) {
  const [r, g, b] = colour.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Black or white, whichever has the greater contrast (WCAG 2.2). */
function legibleOn(colour) {
  const light = luminance(colour);
  return 1.05 / (light + 0.05) > (light + 0.05) / 0.05 ? "#ffffff" : "#000000"; // at least 4.58
}

function css(colour) { return `rgb(${colour.join(" ")})`; }
