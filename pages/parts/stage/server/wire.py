"""What travels to the browsers, as JSON: the events, and all that a stage fetches before a show.

::

    ballot  {show, revision, round or null, open, over, question, claim, genres, title, voted,
             message}
    stage   {show, order, revision, scene, phase, answered, count, tally or null, phones,
             unkept: why votes cannot be kept just now, otherwise "",
             results: [{round, yes, no, unsure}], score: {room, cnn, chance, rounds}}
    pack    {what, share, done, why}
"""

import json
from dataclasses import asdict, dataclass

from genre_core.errors import ShowError
from genre_core.genres import read_claim
from genre_core.show.moments import steps
from genre_core.show.packed import Pack
from genre_core.show.running_order import Scene, digest
from genre_core.show.votes import Tally
from pages.parts.stage.server.media import media_url
from pages.parts.stage.server.programme import Playing
from pages.parts.stage.server.state import State, score_of


@dataclass(frozen=True, slots=True)
class Live:
    """What is so of a server and is in no file.

    Attributes:
        phones: how many listen.
        unkept: why votes cannot be kept just now, "" as long as they are.
    """

    phones: int
    unkept: str = ""


def ballot_event(state: State) -> str:
    """Return what everybody may know."""
    played = state.scene.round if state.scene else None
    return _line(
        {
            "show": state.show,
            "revision": state.moment.revision,
            "round": state.moment.scene if played else None,
            "open": state.open,
            "over": state.over,
            "question": played.asked if played else "",
            "claim": _named(played.claim) if played else "",
            "genres": state.genres,
            "title": state.order.title,
            "voted": state.tally.votes,
            "message": "",
        }
    )


def _named(claim: str) -> str:
    """Return the tree's name of a claim, by which a phone knows it among the genres."""
    genre = read_claim(claim).genre
    return genre.name if genre else claim


def stage_event(state: State, playing: Playing, live: Live) -> str:
    """Return what the presenter's screens show."""
    told = state.told
    return _line(
        {
            "show": state.show,
            "order": digest(state.order)[:12],
            "revision": state.moment.revision,
            "scene": state.moment.scene,
            "phase": state.moment.phase,
            "answered": state.answered,
            "count": state.tally.votes,
            "tally": _tally(told) | {"genres": told.genres} if told else None,
            "phones": live.phones,
            "unkept": live.unkept,
            "results": [{"round": s.id} | _tally(tally) for s, tally in state.known if tally.votes],
            "score": asdict(score_of(state, playing.pack)),
        }
    )


def pack_event(what: str, share: float, why: str = "") -> str:
    """Return how far the packing of an edited order is: share 0 to 1, why it failed."""
    done = share >= 1.0 or bool(why)
    return _line({"what": what, "share": round(share, 3), "done": done, "why": why})


def show_content(playing: Playing) -> dict[str, object]:
    """Return all of a show that does not change while it runs; to be sent as JSON."""
    order, figures = playing.order, playing.pack.index.figures
    return {
        "show": playing.show,
        "order": digest(order)[:12],
        "title": order.title,
        "scenes": [_scene(scene, playing.pack) for scene in order.scenes],
        "steps": steps(order),
        "seed": figures.seed and asdict(figures.seed),
        "lab": figures.lab and asdict(figures.lab),
    }


def _scene(scene: Scene, pack: Pack) -> dict[str, object]:
    played = scene.round
    return {
        "id": scene.id,
        "kind": scene.kind,
        "title": scene.title,
        "text": scene.text,
        "notes": scene.notes,
        "seconds": scene.seconds,
        "round": played
        and {
            "question": played.asked,
            "claim": played.claim,
            "truth": played.truth,
            "holds": played.holds,
            "artist": played.artist,
            "title": played.title,
            "licence": played.licence,
            "seconds": played.seconds,
            **_media(scene.id, pack),
        },
    }


def _media(scene: str, pack: Pack) -> dict[str, str]:
    """Return the addresses of a round's files; where it is not packed they are empty."""
    try:
        packed = pack.round(scene)
    except ShowError as error:
        return {"sound": "", "picture": "", "data": "", "fault": str(error)}
    files = {"sound": packed.sound, "picture": packed.picture, "data": packed.data}
    return {name: media_url(file) for name, file in files.items()} | {"fault": ""}


def _tally(tally: Tally) -> dict[str, object]:
    return {"yes": tally.yes, "no": tally.no, "unsure": tally.unsure}


def _line(content: dict[str, object]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
