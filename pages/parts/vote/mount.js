/* Mount: the same ballot inside a Streamlit page, one for each place that Streamlit gives it. */
const ballots = new WeakMap();

export default function ({ parentElement }) {
  let ballot = ballots.get(parentElement);
  if (!ballot) ballots.set(parentElement, (ballot = new Ballot(parentElement)));
  const run = (ballot.run = Symbol("run"));
  // Streamlit may end an overtaken run after the next one began; only the last run ends the ballot.
  return () => {
    if (ballot.run !== run) return;
    ballot.close();
    ballots.delete(parentElement);
  };
}
