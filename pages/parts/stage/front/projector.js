/* The projector: the screen that the room sees, and the speakers that it hears. */
const OFFLINE_AFTER = 2500; // milliseconds without a server before the mark says so
const TELL_SOUND = 500; // milliseconds between two words to the notes about the sound

class Projector {
  constructor(root, look) {
    Object.assign(this, { root, look, lost: new Set() });
    this.part = (id) => root.getElementById(id);
    this.ending = new AbortController();
    const { signal } = this.ending;
    this.frames = new Frames();
    this.speaker = new Speaker(() => this.screen.now?.sounded?.());
    this.media = new Media((ready, all) => this.#stocked(ready, all));
    this.screen = new Screen(this.part("scenes"), this);
    this.curtain = new Curtain(this.part);
    this.conductor = new Conductor(this);
    followStageKeys((what) => this.act(what), signal);
    hideIdlePointer(this.part("stage"), signal);
    stayAwake(signal);
    window.addEventListener("pagehide", () => this.speaker.keepPlace(), { signal });
    this.telling = setInterval(() => this.#tellSound(), TELL_SOUND);
    this.conductor.open();
  }

  staged(show) {
    this.screen.stage(show, this.conductor.steps);
    this.curtain.stage(show);
    document.title = show.title;
    this.media.stock(show);
  }

  turned(step, how) {
    this.part("waiting").classList.remove("up");
    this.curtain.clear();
    this.screen.turn(step, how);
  }

  counted(ballots) {
    this.screen.count(ballots);
    this.unkept = Boolean(ballots.unkept);
    this.#mark();
  }

  acted(what) { this.act(what); }
  packed() {}
  sounded() {}

  /** The line to the server is there, or gone; a server that hangs keeps its line and answers nothing. */
  connected(on) { this.#reaches("line", on); }
  felt(milliseconds) { this.#reaches("pulse", milliseconds !== null); }

  /** A short gap is not worth a mark. */
  #reaches(sign, on) {
    if (on) this.lost.delete(sign);
    else this.lost.add(sign);
    if (this.lost.size) {
      this.missing ??= setTimeout(() => { this.away = true; this.#mark(); }, OFFLINE_AFTER);
      return;
    }
    clearTimeout(this.missing);
    this.missing = null;
    this.away = false;
    this.#mark();
  }

  /** What is amiss, in a few words in the corner: more of it is in the notes. */
  #mark() { this.curtain.mark(this.away ? "No server: the show goes on" : this.unkept ? "Votes are not kept: see the notes" : ""); }

  refused() {
    this.part("waiting").classList.add("up");
    this.part("waiting").replaceChildren(make("p", {}, "This is the presenter's screen."),
      make("a", { href: "/v" }, "Go to the ballot"));
  }

  act(what) {
    const { conductor, curtain } = this;
    if (!conductor.step) return;
    if (["next", "back"].includes(what) && curtain.clear()) return;
    const acts = {
      next: () => conductor.next(), back: () => conductor.back(), black: () => curtain.turn("black"),
      code: () => curtain.turn("large-code"), help: () => curtain.turn("help"), escape: () => curtain.clear(),
      full: turnFullScreen, light: () => this.look.turn(),
    };
    (acts[what] ?? (() => this.screen.act(what)))();
  }

  #stocked(ready, all) {
    write(this.part("stock"), ready < all ? `Fetching sounds and pictures: ${ready} of ${all}` : "");
    this.stocked = ready === all;
  }

  #tellSound() {
    const { current } = this.speaker;
    if (this.speaker.playing(current)) this.speaker.keepPlace();
    this.conductor.neighbour.say("sound", {
      round: current, playing: this.speaker.playing(current), time: current ? this.speaker.time(current) : 0,
      seconds: this.speaker.tracks.get(current)?.seconds ?? 0, stocked: this.stocked, black: this.part("black").classList.contains("up"),
    });
  }

  close() {
    this.ending.abort();
    clearInterval(this.telling);
    clearTimeout(this.missing);
    for (const part of [this.conductor, this.screen, this.speaker, this.media, this.frames]) part.close();
  }
}

/** A pointer that rests is in the picture's way. */
function hideIdlePointer(element, signal) {
  let resting;
  window.addEventListener("pointermove", () => {
    element.classList.add("pointed");
    clearTimeout(resting);
    resting = setTimeout(() => element.classList.remove("pointed"), 1800);
  }, { signal });
}

/** Ask the machine not to sleep during the show; browsers grant that on secure pages only. */
function stayAwake(signal) {
  const ask = () => {
    if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => {}); // then the machine's own settings hold
  };
  document.addEventListener("visibilitychange", ask, { signal });
  ask();
}
