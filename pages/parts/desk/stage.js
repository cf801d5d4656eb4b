/* Stage: brings a case to the screen, and tells when it has really been seen there. */
const LOWEST = 180; // pixels of the picture
const HIGHEST = 460;
const FOOT = 12;

class Stage {
  /** `seen(at)` is called when the picture of the shown case is on the screen. */
  constructor(desk, seen, signal) {
    Object.assign(this, { desk, seen });
    window.addEventListener("resize", () => this.fit(), { signal });
  }

  /** Bring the right case to the screen; the one that is there stays, with fresh words. */
  turn(anew) {
    const { turns, stock } = this.desk;
    const next = turns.choice(anew);
    // Its lease ran out, say, and a colleague has it by now.
    const lost = turns.lost && !anew;
    const here = next && (!next.track || stock.recordings.has(next.track));
    if (!here) this.#blank();
    else if (next.token === turns.shown?.token) this.#refresh(next);
    else this.#present(next);
    if (lost && here) this.#surprise(next);
  }

  #surprise({ token }) {
    this.desk.turns.surprise = token;
    this.desk.notices.toast("Another track is on the screen now: the one before is no longer in your hands.", { warns: true });
  }

  /** A recording came: perhaps the one that is waited for, perhaps one to compare with. */
  arrived() {
    const { shown } = this.desk.turns;
    if (shown) drawFacts(this.desk, shown);
    else this.turn(false);
  }

  #refresh(shown) {
    const { desk } = this;
    const reason = desk.part("reason").value;
    desk.turns.show(shown);
    drawFacts(desk, shown);
    drawChoices(desk, shown);
    desk.part("reason").value = reason;
    desk.leases.draw();
  }

  #blank() {
    const { desk } = this;
    desk.turns.show(null);
    desk.listening.interrupt();
    desk.search.close();
    desk.part("stage").hidden = true;
    desk.notices.drawBlank();
  }

  #present(shown) {
    const { desk } = this;
    const mood = desk.listening.interrupt();
    desk.search.close();
    desk.turns.show(shown);
    desk.bundle = "";
    desk.part("review").dataset.painting = true;
    desk.part("stage").hidden = false;
    desk.notices.drawBlank();
    this.#draw(shown);
    desk.listening.resume(mood);
    this.#announce(shown);
    this.#paint(shown.token);
  }

  #draw(shown) {
    const { desk } = this;
    drawHeading(desk, shown);
    drawFacts(desk, shown);
    drawChoices(desk, shown);
    desk.notes.turnTo(shown.trackKey);
    desk.leases.draw();
    desk.part("screen").hidden = !shown.track;
    if (shown.track) this.#load(shown);
    desk.listening.draw();
    this.fit();
  }

  /** Give the player the recording, and the evidence by the way that its courier takes. */
  #load({ track, overlay }) {
    const desks = (globalThis[DESKS] ??= new Map());
    const evidence = overlay ? { ...overlay, track } : undefined;
    desks.set(this.desk.key, Object.assign(desks.get(this.desk.key) ?? {}, { evidence }));
    this.desk.player.show(this.desk.stock.recordings.get(track));
  }

  /** The case may be decided once its picture is decoded and two frames have been drawn. */
  async #paint(token) {
    const { turns, part } = this.desk;
    if (turns.shown.track) await part("image").decode().catch(() => {}); // an undecodable one is seen as well
    part("review").dataset.painting = false;
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    if (turns.shown?.token !== token) return;
    const at = performance.now();
    turns.paint(at);
    this.seen(at);
  }

  #announce({ blind, claimedGenre, claimed, title, artist }) {
    const { notices, root, part } = this.desk;
    const claim = blind ? "Blind." : `Claimed ${claimedGenre || claimed || "nothing"}.`;
    notices.speak(`Next track: ${[title, artist].filter(Boolean).join(" by ")}. ${claim}`);
    const elsewhere = document.activeElement !== document.body && !root.activeElement;
    if (!elsewhere && root.activeElement?.id !== "picture") part("case-title").focus({ preventScroll: true });
  }

  /** Give the picture all the height that the window has left. */
  fit() {
    const { part, root } = this.desk;
    const picture = part("picture");
    if (!picture.clientHeight) return;
    const scroller = root.host?.closest("[data-testid=stMain]");
    const top = part("work").getBoundingClientRect().top + (scroller?.scrollTop ?? window.scrollY);
    const rest = part("work").offsetHeight - picture.clientHeight;
    const room = clamp(window.innerHeight - top - rest - FOOT, LOWEST, HIGHEST);
    part("review").style.setProperty("--room", `${Math.floor(room)}px`);
  }
}
