/* Mount: one desk for each place that Streamlit gives it. */
const desks = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  let desk = desks.get(parentElement);
  if (!desk) desks.set(parentElement, (desk = new Desk(parentElement, data.key)));
  const run = (desk.run = Symbol("run"));
  desk.post = (items) => setStateValue("outbox", items);
  desk.take(data.view);
  // Streamlit may end an overtaken run after the next one began; only the last run ends the desk.
  return () => {
    if (desk.run !== run) return;
    desk.close();
    desks.delete(parentElement);
  };
}
