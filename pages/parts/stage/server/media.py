"""The sound and the pictures of the rounds: files that never change, since their names are digests.

They hold the answers, so only the presenter's browser may have them.
"""

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from genre_core.show.kept_files import KeptFile
from pages.parts.stage.server.answers import NOT_FOUND, Refused, for_presenter
from pages.parts.stage.server.programme import Programme

_TYPES = {
    ".flac": "audio/flac",
    ".json": "application/json",
    ".png": "image/png",
}
_FOREVER = {"Cache-Control": "private, max-age=31536000, immutable"}


def media_url(file: KeptFile) -> str:
    """Return the address of a file of the pack."""
    return f"/stage-media/{file.name}"


def media_route(programme: Programme) -> Route:
    """Return the route that serves the pack's files, by ranges where a browser asks for one."""

    async def serve(request: Request) -> Response:
        name = str(request.path_params["name"])
        # A name comes from an address: the pack knows its own, and no other reaches the files.
        path = programme.playing.pack.path(name)
        if path is None or path.suffix not in _TYPES or not path.is_file():
            raise Refused(NOT_FOUND, "There is no such file in the pack. Load the stage anew.")
        return FileResponse(path, headers=_FOREVER, media_type=_TYPES[path.suffix])

    return Route(
        "/stage-media/{name}", for_presenter(programme.key, serve), methods=["GET", "HEAD"]
    )
