"""The audience's ballot: one question on a phone, three buttons, and the vote kept until counted.

Read `ballot` for its two frames. The browser's side lies beside it, one idea a file: `line.js`
hears how things stand, `memory.js` keeps the phone's votes, `votes.js` brings them to the stage,
`words.js` says it all, `ballot.js` shows it.
"""

from pages.parts.vote.ballot import ballot_html, show_ballot

__all__ = ["ballot_html", "show_ballot"]
