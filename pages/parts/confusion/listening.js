/* Listening: the player with a list. A round goes through it hands-free, and asks nobody. */
const rounds = new WeakMap();

class Round {
  constructor(root, key) {
    this.part = (id) => root.getElementById(id);
    this.player = new Player(root);
    this.stock = stockOf(key);
    this.stock.arrived = () => this.#show();
    this.going = false; // whether the next track begins when this one ends
    this.shown = ""; // the sound that the player has
    this.at = -1;
    this.ending = new AbortController();
    const { signal } = this.ending;
    this.part("audio").addEventListener("ended", () => { if (this.going) this.#step(1); }, { signal });
    this.part("audio").addEventListener("error", () => { if (this.going && this.player.sound.refused) this.#step(1); }, { signal });
    this.part("round").addEventListener("click", () => this.#toggle(), { signal });
    this.part("next").addEventListener("click", () => this.#step(1), { signal });
    this.part("previous").addEventListener("click", () => this.#step(-1), { signal });
  }

  /** Take the list; a place that the page chose counts, one that it only echoes does not. */
  take({ tracks, at, begin }) {
    this.tracks = tracks;
    const chosen = tracks[at]?.id;
    const here = tracks.findIndex((track) => track.id === this.here);
    if (chosen !== this.told || here < 0) {
      this.told = chosen;
      this.#goTo(at);
    } else this.at = here;
    if (begin) this.wanted = true;
    this.#show();
  }

  close() {
    this.ending.abort();
    this.player.close();
  }

  #toggle() {
    this.going = !this.going;
    if (!this.going) this.player.sound.element.pause();
    else if (this.shown) this.player.sound.play();
    this.#show();
  }

  #step(by) {
    const next = this.at + by;
    if (next < 0 || next >= this.tracks.length) {
      this.going = false;
      return this.#show();
    }
    this.#goTo(next);
    // The page answers with this very place, which must not move a listener who has gone on.
    this.post(this.here);
    return this.#show();
  }

  #goTo(at) {
    this.wanted = this.going || this.player.sound.playing;
    this.at = at;
    this.here = this.tracks[at]?.id;
  }

  /** Bring the player to where the list is, as soon as its recording has come. */
  #show() {
    const track = this.tracks?.[this.at];
    if (!track) return;
    const { length } = this.tracks;
    this.part("place").textContent = `${this.at + 1} of ${length}`;
    this.part("bar").hidden = length === 1; // the player alone can do all that
    this.part("who").hidden = !track.title;
    this.part("title").textContent = track.title;
    this.part("words").textContent = track.words;
    this.part("previous").disabled = this.at === 0;
    this.part("next").disabled = this.at === length - 1;
    this.part("round").textContent = this.going ? "Stop" : `Play all ${length}`;
    this.part("round").dataset.on = this.going;
    if (track.sound) (this.sounds ??= new Map()).set(track.id, track.sound);
    const sound = this.sounds?.get(track.id);
    const recording = sound && this.stock.recordings.get(sound);
    const there = Boolean(recording) || (sound && sound === this.shown);
    this.part("stage").hidden = !there;
    this.part("waiting").hidden = there;
    this.part("waiting").textContent = track.fault || "Drawing its picture ...";
    if (track.fault && this.going) return setTimeout(() => { if (this.here === track.id && this.going) this.#step(1); }, 800);
    if (!there) return this.player.sound.element.pause();
    if (sound !== this.shown) {
      this.shown = sound;
      this.player.show(recording);
    }
    if (this.wanted) this.player.sound.play();
    this.wanted = false;
    return undefined;
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  let round = rounds.get(parentElement);
  if (!round) rounds.set(parentElement, (round = new Round(parentElement, data.key)));
  const run = (round.run = Symbol("run"));
  round.post = (track) => { round.told = track; setTriggerValue("moved", track); };
  round.take(data);
  // Streamlit may end an overtaken run after the next one began; only the last run ends the round.
  return () => {
    if (round.run !== run) return;
    round.close();
    rounds.delete(parentElement);
  };
}
