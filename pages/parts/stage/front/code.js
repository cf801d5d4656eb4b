/* The code: where a phone finds its ballot, as a QR code and as words to type. */

/** The address as one types it: without the scheme. */
const typed = (url) => url.replace(/^https?:\/\//, "");

/** The QR code, dark on white in every theme, since cameras read nothing else well. */
function codeCard({ url, qr }) {
  const card = make("div", { className: "code", role: "img", ariaLabel: `QR code for ${url}` });
  // The server drew it; in a document of its own it is parsed and nothing in it can run.
  const drawing = new DOMParser().parseFromString(qr, "text/html").querySelector("svg");
  if (drawing) card.append(document.importNode(drawing, true));
  return card;
}
