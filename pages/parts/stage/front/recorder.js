/* The recorder: an open microphone, what it has heard, and that as a WAV file. No DOM in here. */

/** In the sound's own thread: both ears mixed, in pieces of some 40 ms. */
const EARDRUM = `registerProcessor("eardrum", class extends AudioWorkletProcessor {
  constructor() { super(); this.piece = new Float32Array(2048); this.filled = 0; }
  process([ears]) {
    for (let at = 0; at < (ears[0]?.length ?? 0); at += 1) {
      this.piece[this.filled++] = ears.reduce((sum, ear) => sum + ear[at], 0) / ears.length;
      if (this.filled < this.piece.length) continue;
      this.port.postMessage(this.piece);
      this.filled = 0;
    }
    return true;
  }
});`;

/** Why there is no microphone, and what to do, in words. */
function microphoneRefusal(error) {
  if (!window.isSecureContext) {
    const here = `${location.protocol}//localhost${location.port && `:${location.port}`}`;
    return `Browsers lend a microphone only to pages of their own machine. Open the stage there, at ${here}, or choose a recording.`;
  }
  switch (error?.name) {
    case "NotAllowedError": return "The browser may not use the microphone. Allow it beside the address and try again, or choose a recording.";
    case "NotFoundError": return "This machine has no microphone. Plug one in and try again, or choose a recording.";
    case "NotReadableError": return "Another program holds the microphone. Close it and try again, or choose a recording.";
    default: return `The microphone cannot be used (${error?.message || "no reason given"}). Try again, or choose a recording.`;
  }
}

/** A RIFF WAVE of 16 bits, mono, of pieces in [-1, 1]. */
function waveFile(pieces, rate) {
  const count = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const view = new DataView(new ArrayBuffer(44 + 2 * count));
  const word = (at, text) => [...text].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  [[0, "RIFF"], [8, "WAVE"], [12, "fmt "], [36, "data"]].forEach(([at, text]) => word(at, text));
  [[4, 36 + 2 * count], [16, 16], [24, rate], [28, 2 * rate], [40, 2 * count]].forEach(([at, value]) => view.setUint32(at, value, true));
  [[20, 1], [22, 1], [32, 2], [34, 16]].forEach(([at, value]) => view.setUint16(at, value, true));
  let at = 44;
  for (const piece of pieces) {
    for (const sample of piece) {
      view.setInt16(at, Math.round(Math.max(-1, Math.min(1, sample)) * 32767), true);
      at += 2;
    }
  }
  return new Blob([view.buffer], { type: "audio/wav" });
}

/** An open microphone: what it has heard, and how loud it is. */
class Recorder {
  /** `lost` is called when the device goes away. */
  static async open(heard, lost) {
    // Echo, noise and level control are made for voices; they would bend music.
    const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    const stream = await navigator.mediaDevices.getUserMedia({ audio });
    const recorder = new Recorder(stream, heard);
    try {
      await recorder.#listen();
    } catch (error) {
      recorder.close();
      throw error;
    }
    stream.getAudioTracks()[0].addEventListener("ended", lost);
    return recorder;
  }

  constructor(stream, heard) {
    Object.assign(this, { stream, heard, pieces: [], count: 0, level: 0, loudest: 0, context: new AudioContext() });
  }

  get seconds() { return this.count / this.context.sampleRate; }
  get wave() { return waveFile(this.pieces, this.context.sampleRate); }

  async #listen() {
    const { context } = this;
    const source = URL.createObjectURL(new Blob([EARDRUM], { type: "text/javascript" }));
    await context.audioWorklet.addModule(source).finally(() => URL.revokeObjectURL(source));
    await context.resume();
    const eardrum = new AudioWorkletNode(context, "eardrum", { numberOfOutputs: 0 });
    eardrum.port.onmessage = ({ data }) => this.#take(data);
    context.createMediaStreamSource(this.stream).connect(eardrum);
  }

  #take(piece) {
    if (this.closed) return;
    this.pieces.push(piece);
    this.count += piece.length;
    this.level = piece.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    this.loudest = Math.max(this.loudest, this.level);
    this.heard();
  }

  close() {
    this.closed = true;
    this.stream.getTracks().forEach((track) => track.stop());
    this.context.close();
  }
}
