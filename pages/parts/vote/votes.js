/* Votes: what was chosen stays here until the stage has answered, however slow the way there.
 *
 * One vote is under way at a time. Yet one that was given up may arrive after the one that replaced
 * it, so each has a number that rises, and the stage keeps the highest. It takes the same vote as
 * often as it comes and counts it once. */
const VOTE_PATIENCE = 8000; // milliseconds until a vote under way is given up and sent again
const VOTE_PAUSES = [500, 1000, 2000, 3000]; // milliseconds before it is, the last one for ever

/** fetch that gives up: an answer, or null where none came in time. */
async function asked(url, patience, options = {}) {
  const ending = new AbortController();
  const late = setTimeout(() => ending.abort(), patience);
  try {
    const answer = await fetch(url, { cache: "no-store", ...options, signal: ending.signal });
    return { status: answer.status, body: await answer.json().catch(() => null) };
  } catch { // no network, or it took too long
    return null;
  } finally {
    clearTimeout(late);
  }
}

class Votes {
  constructor(memory, changed) { Object.assign(this, { memory, changed, tries: 0 }); }

  /** Vote, or vote otherwise. The same vote again is no new one. */
  give(show, round, answer, genre) {
    const before = this.memory.vote(show, round);
    if (before && before.state !== "refused" && before.answer === answer && before.genre === genre) return;
    const { kept = null, number = 0 } = before ?? {};
    this.memory.keep(show, round, { answer, genre, number: number + 1, state: "waiting", kept, why: "", at: Date.now() });
    this.tries = 0;
    this.deliver();
  }

  async deliver() {
    if (this.underWay) return;
    clearTimeout(this.again);
    const vote = this.memory.waiting;
    if (!vote || this.closed) return;
    const { show, round, answer, genre, number = 0 } = vote;
    this.underWay = true;
    const reply = await asked("/stage-api/vote", VOTE_PATIENCE, {
      method: "POST",
      keepalive: true, // a phone put away has voted all the same
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ show, round, device: this.memory.device, answer, genre, number: String(number) }),
    });
    this.underWay = false;
    const settled = this.#settle(vote, reply);
    this.tries = settled ? 0 : this.tries + 1;
    if (settled) this.deliver(); // another may wait
    else this.#pause();
    this.changed();
  }

  /** True where the stage gave an answer that stands; trouble on the way is no answer. */
  #settle(vote, reply) {
    const stored = reply?.status === 200 && reply.body?.stored === true;
    if (!stored && ![400, 409, 413, 422].includes(reply?.status)) return false;
    const { show, round, number = 0 } = vote;
    const now = this.memory.vote(show, round);
    if (!now) return true; // a new show began
    const stands = reply.body;
    const kept = stored ? { answer: stands.answer, genre: stands.genre } : now.kept;
    // Who chose otherwise meanwhile is still waiting for the answer to that.
    if ((now.number ?? 0) !== number) this.memory.keep(show, round, { ...now, kept });
    // A memory that lost its last votes: what was chosen now is newer than what it has forgotten.
    else if (stored && stands.number > number) this.memory.keep(show, round, { ...now, kept, number: stands.number + 1 });
    else if (stored) this.memory.keep(show, round, { ...now, kept, state: "counted" });
    else this.memory.keep(show, round, { ...now, ...kept, kept, state: "refused", why: reply.body?.why ?? "" });
    return true;
  }

  #pause() {
    clearTimeout(this.again);
    const pause = VOTE_PAUSES[Math.min(this.tries, VOTE_PAUSES.length) - 1];
    // Two hundred phones that lost the same server must not all come back in one moment.
    this.again = setTimeout(() => this.deliver(), pause * (0.75 + Math.random() / 2));
  }

  close() {
    this.closed = true;
    clearTimeout(this.again);
  }
}
