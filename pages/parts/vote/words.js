/* Words: what the ballot says. No DOM in here. */
const ANSWERS = { yes: "Yes", no: "No", unsure: "Not sure" };
const SENDING_SHOWN_AFTER = 500; // milliseconds: most votes are counted before a word would be read
const PROMISE = "No account. Your phone sends a random number and your answers, nothing else.";

const saying = ({ answer, genre }) => (genre ? `${ANSWERS[answer]}: ${genre}` : ANSWERS[answer]);

/** What is to be read in a state: a heading, a text below it, and a line at the foot. */
function said(state, now, vote) {
  switch (state) {
    case "connecting": return { heading: "Connecting …" };
    case "unreachable": return { heading: "The stage cannot be reached", text: "Is this phone in the room’s Wi-Fi? The page tries again by itself." };
    case "over": return { heading: "Thank you", text: now.message || "The show is over. You can close this page." };
    case "waiting": return { heading: "Watch the screen", text: now.message || "The next question appears here by itself.", small: PROMISE };
    case "question": return { heading: now.question, small: "You can change your answer until voting closes." };
    case "thanks": return { heading: `You said ${saying(vote)}`, small: voices(now.voted, " so far") };
    default: return { heading: "Voting is closed", text: closing(vote), small: voices(now.voted, "") };
  }
}

function closing(vote) {
  const stands = vote?.kept ?? (vote?.state === "waiting" ? vote : null);
  if (stands) return `You said ${saying(stands)}. Now watch the screen.`;
  return `${vote ? "Your answer came too late." : "You did not answer this one."} Watch the screen.`;
}

const voices = (count, until) => (count > 0 ? `${count === 1 ? "1 answer" : `${count} answers`}${until}` : "");

/** Whether the vote was counted, in words; nothing while that is to be expected any moment. */
function receipt(vote) {
  if (!vote) return { words: "", mood: "" };
  if (vote.state === "counted") return { words: "✓ Counted", mood: "counted" };
  if (vote.state === "waiting") {
    return { words: Date.now() - vote.at > SENDING_SHOWN_AFTER ? "Sending …" : "", mood: "waiting" };
  }
  const stands = vote.kept ? " Your earlier answer stands." : "";
  return { words: `${vote.why || "The stage did not take this answer."}${stands}`, mood: "refused" };
}

/** The genres to choose from: who said no to the claim is not offered it again. */
const genresFor = ({ genres = [], claim }, { answer }) => genres.filter((genre) => answer !== "no" || genre !== claim);
