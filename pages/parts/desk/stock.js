/* The stock: the recordings that have come so far, by desk and track.
 *
 * Carriers fill it and the desk looks into it; the symbol is shared because each component is a
 * module of its own. */
const STOCKS = Symbol.for("spectrogram.desk.stocks");

function stockOf(key) {
  const stocks = (globalThis[STOCKS] ??= new Map());
  if (!stocks.has(key)) stocks.set(key, { recordings: new Map(), arrived: () => {} });
  return stocks.get(key);
}
