/* The courier: hands the light data of a claim to the player of the same key.
 *
 * Whoever comes first, player or courier, leaves word on the desk of that key. The symbol is
 * shared because each component is a module of its own. */
const DESKS = Symbol.for("spectrogram.player.desks");

export default function ({ data }) {
  const desks = (globalThis[DESKS] ??= new Map());
  const desk = desks.get(data.key) ?? {};
  desks.set(data.key, desk);
  desk.evidence = data;
  desk.player?.receive(data);
  return () => {
    if (desk.evidence === data) delete desk.evidence;
  };
}
