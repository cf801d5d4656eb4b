/* Mount: one player for each place that Streamlit gives it.
 *
 * Streamlit calls the default export again whenever the data or the theme changes. Only a new
 * track touches the sound; everything else is drawn anew and leaves it alone. */
const players = new WeakMap();

export default function ({ data, parentElement }) {
  let player = players.get(parentElement);
  if (!player) players.set(parentElement, (player = new Player(parentElement)));
  const run = (player.run = Symbol("run"));
  player.show(unpacked(data));
  // Streamlit may end an overtaken run after the next one began; only the last run ends the player.
  return () => {
    if (player.run !== run) return;
    player.close();
    players.delete(parentElement);
  };
}
