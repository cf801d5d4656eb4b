"""Which track, and what it claims: chosen, uploaded, recorded, or brought by a link.

The address names both (``?track=...&claim=...``), so that it can be sent to a colleague. Of
widgets and address, whichever changed last leads: a link that was opened, or returned to by
the browser's Back, sets the widgets; otherwise the address follows them. An address that was
returned to is left as it stands, since writing it would add a step to the browser's history
and Back would never get past it. What a link asks for in vain is said, never silently replaced.
"""

import streamlit as st

from genre_core.crate import CrateError, crate_folder, fill_crate
from genre_core.genres import GENRES, Claim, read_claim
from pages.parts.adding import Desk, show_adding
from pages.parts.damaged import show_empty_crate
from pages.parts.plain import plain
from pages.parts.shelf import ShelfTrack, distinct_labels, find_upload, shelf

_TRACK, _CLAIM = "track", "claim"
_ADDRESS = "choice_address"
"""What the address held when it and the widgets last agreed."""
_WIDGETS_LEAD, _RETURNED = "choice_widgets_lead", "choice_returned"
_BROUGHT = "choice_brought"
"""Keys of the uploads that this visitor may choose from, the newest first."""
_PROBLEM = "choice_problem"


def choose_track() -> ShelfTrack:
    """Show the controls that choose a track and return the one chosen."""
    tracks = _tracks_at_hand()
    _settle_choice(tracks)
    labels = distinct_labels(tracks)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = st.selectbox(
            "Track",
            list(tracks),
            format_func=lambda each: labels.get(each, str(each)),
            key=_TRACK,
            persist_state="session",
            on_change=_track_chosen,
        )
        _show_claim_box()
        show_adding(Desk(_take, _complain))
    # Always one container, so that what comes and goes in it moves nothing below to a new place:
    # the player would be built anew and its sound would stop.
    with st.container():
        if problem := st.session_state.pop(_PROBLEM, None):
            st.warning(plain(problem))
    return tracks[key]


def chosen_claim(track: ShelfTrack) -> Claim:
    """Return the claim in its box, offer what it may have meant, and let the address follow."""
    claim = read_claim(st.session_state.get(_CLAIM) or "")
    with st.container():
        if claim.suggestions:
            st.pills(
                "Did you mean",
                [genre.name for genre in claim.suggestions],
                key="suggestion",
                on_change=_take_suggestion,
            )
    link = {_TRACK: track.key, _CLAIM: claim.genre.name if claim.genre else claim.text}
    if not st.session_state.pop(_RETURNED, False) and st.query_params.to_dict() != link:
        st.query_params.from_dict(link)
    st.session_state[_ADDRESS] = st.query_params.to_dict()
    return claim


def _tracks_at_hand() -> dict[str, ShelfTrack]:
    place = st.empty()
    if _ADDRESS not in st.session_state:
        # `make app` has filled the crate before; whoever starts Streamlit by hand waits here once.
        def show(step: str, share: float) -> None:
            if share < 1.0:
                place.progress(share, f"Composing the demo crate, once only: {plain(step)}")

        try:
            fill_crate(crate_folder(), show)
        except CrateError as error:
            _complain(str(error))
        place.empty()
    tracks = shelf(st.session_state.setdefault(_BROUGHT, []))
    if not tracks:
        show_empty_crate(st.session_state.pop(_PROBLEM, ""))
        st.stop()
    return tracks


def _settle_choice(tracks: dict[str, ShelfTrack]) -> None:
    """Let the address lead where it changed last, and keep the choice among the tracks."""
    first = _ADDRESS not in st.session_state
    moved = st.query_params.to_dict() != st.session_state.get(_ADDRESS)
    if not st.session_state.pop(_WIDGETS_LEAD, False) and moved:
        st.session_state[_RETURNED] = not first
        _follow_link(tracks)
    if st.session_state.get(_TRACK) not in tracks:
        if _TRACK in st.session_state:
            _complain(
                "The chosen track is no longer on this machine, so the first one is shown. "
                "Upload it again, or choose another."
            )
        _choose(tracks, next(iter(tracks)))


def _follow_link(tracks: dict[str, ShelfTrack]) -> None:
    """Set the widgets to what the address names; say what it names in vain."""
    wanted = st.query_params.get(_TRACK, "")
    if wanted not in tracks and (track := find_upload(wanted)) is not None:
        st.session_state[_BROUGHT].insert(0, wanted)
        tracks[wanted] = track
    if wanted and wanted not in tracks:
        short = wanted if len(wanted) <= 24 else f"{wanted[:21]}..."
        _complain(
            f'There is no track "{short}" on this machine, so the first one is shown. '
            "Upload the track, or choose one."
        )
    _choose(tracks, wanted if wanted in tracks else next(iter(tracks)))
    if (claimed := st.query_params.get(_CLAIM)) is not None:
        st.session_state[_CLAIM] = _canonical(claimed)


def _show_claim_box() -> None:
    st.selectbox(
        "Claimed genre",
        [genre.name for genre in GENRES],
        index=None,
        key=_CLAIM,
        persist_state="session",
        placeholder="Choose or type",
        accept_new_options=True,
        width=165,
        on_change=_widgets_lead,
        help="What the uploader says it is: suggested by the file's own tags. Type any genre.",
    )


def _take(track: ShelfTrack) -> None:
    brought = st.session_state[_BROUGHT]
    st.session_state[_BROUGHT] = [track.key, *(key for key in brought if key != track.key)]
    _widgets_lead()
    _choose({track.key: track}, track.key)


def _take_suggestion() -> None:
    _widgets_lead()
    st.session_state[_CLAIM] = st.session_state["suggestion"] or st.session_state[_CLAIM]


def _track_chosen() -> None:
    _widgets_lead()
    tracks = shelf(st.session_state[_BROUGHT])
    if st.session_state[_TRACK] in tracks:
        _choose(tracks, st.session_state[_TRACK])


def _choose(tracks: dict[str, ShelfTrack], key: str) -> None:
    """Choose a track, and fill the claim's box with what it claims."""
    st.session_state[_TRACK] = key
    st.session_state[_CLAIM] = _canonical(tracks[key].claim)


def _widgets_lead() -> None:
    st.session_state[_WIDGETS_LEAD] = True


def _complain(problem: str) -> None:
    st.session_state[_PROBLEM] = problem


def _canonical(text: str) -> str | None:
    """Return the genre's own name where the text names one, else the text; None if empty."""
    claim = read_claim(text)
    return claim.genre.name if claim.genre else claim.text or None
