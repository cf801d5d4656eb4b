/* The carrier: puts one recording into the stock of its desk, for as long as the page has it. */
export default function ({ data }) {
  const recording = unpacked(data);
  const { key, track } = recording.meta;
  const stock = stockOf(key);
  stock.recordings.set(track, recording);
  stock.arrived(track);
  return () => {
    if (stock.recordings.get(track) === recording) stock.recordings.delete(track);
  };
}
