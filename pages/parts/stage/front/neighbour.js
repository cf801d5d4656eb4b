/* The neighbour: the other window of the same browser, screen or notes, told without a server. */
const CHANNEL = "spectrogram.stage";

class Neighbour {
  /** `heard(kind, content)` gets what the other window says: step, sound, act or show. */
  constructor(heard) {
    this.channel = new BroadcastChannel(CHANNEL);
    this.channel.onmessage = ({ data: { kind, content } }) => heard(kind, content);
  }

  say(kind, content) { this.channel.postMessage({ kind, content }); }

  close() { this.channel.close(); }
}
