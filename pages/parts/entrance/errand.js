// Keeps where a visitor wanted to go in a cookie while she signs in elsewhere, since the provider
// sends everybody back to the first page. `link` is escaped already, so it ends no cookie; an
// empty one takes the cookie away. `turn` changes with each errand, and is answered once.
export default function keepErrand({ data, setTriggerValue }) {
  const seconds = data.link ? data.seconds : 0;
  document.cookie = `${data.cookie}=${data.link}; path=/; max-age=${seconds}; samesite=lax`;
  if (data.link && keepErrand.answered !== data.turn) {
    keepErrand.answered = data.turn;
    setTriggerValue("kept", data.turn);
  }
}
