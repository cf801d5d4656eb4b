"""`make stage`: start the server for a room, on purpose, and say where it is.

It listens to the whole network, where guests reach the ballot and nothing else, and gives the
stage to whoever opens the presenter's link. `--address 127.0.0.1` rehearses on this machine alone.
"""

import argparse
import os
import sys
from contextlib import suppress
from pathlib import Path

from genre_core.errors import SpectrogramError
from genre_core.show.plan import ORDER
from pages.parts.stage.key import VARIABLE, keep_key
from pages.parts.stage.room import STAGE
from pages.parts.stage.server.app import stage_app
from pages.parts.stage.server.audience_address import (
    EVERYWHERE,
    AudienceAddress,
    audience_address,
)
from pages.parts.stage.server.doorstep import check_free
from pages.parts.stage.server.farewell import farewell, whereabouts
from pages.parts.stage.server.place import place_of
from pages.parts.stage.server.programme import Programme


def main(arguments: list[str]) -> int:
    """Serve until interrupted; return the exit code: 0, or 2 where the show cannot be given."""
    options = _parser().parse_args(arguments)
    try:
        check_free(options.address, options.port)
        place = place_of(options.order)
        programme = Programme(place, keep_key(place.folder), _say)
        if options.anew:
            programme.begin_anew()
    except SpectrogramError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    # What the pages ask to know on which server they are; see pages.parts.stage.room.
    os.environ |= {STAGE: "1", VARIABLE: programme.key}
    if options.order:
        os.environ[ORDER] = str(place.order)
    _allow_many_connections()
    _announce(audience_address(options.address, options.port), programme.key)
    if programme.left:
        print(f"{farewell(programme.left)}\n{whereabouts(programme.left)}\n", flush=True)
    # Ctrl+C is how a show ends: uvicorn closes all lines, then says how it was asked to.
    with suppress(KeyboardInterrupt):
        stage_app(programme).run(config=_config(options))
    return 0


def _config(options: argparse.Namespace) -> dict[str, object]:
    return {
        "server.address": options.address,
        "server.port": options.port,
        "server.headless": True,
        "server.allowedHosts": ["*"],  # the doorway knows better; see hosts.py
        "logger.hideWelcomeMessage": True,  # which asks the internet for our address
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("make stage", description=__doc__)
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--address", default=EVERYWHERE, help="where to listen")
    parser.add_argument("--order", type=Path, metavar="FILE", help="a running order of your own")
    parser.add_argument("--anew", action="store_true", help="begin a new show, without votes")
    return parser


def _announce(address: AudienceAddress, key: str) -> None:
    print(f"\nPresenter   http://127.0.0.1:{address.port}/stage?key={key}")
    print(f"Audience    {address.url}")
    if not address.reaches_phones:
        print("            (this machine only; join a network, or leave ADDRESS out)")
    print("Stop it with Ctrl+C; votes and step are kept.\n", flush=True)


def _say(what: str, share: float) -> None:
    sys.stderr.write(f"[{share:4.0%}] {what}\n")


def _allow_many_connections() -> None:
    """Raise this process's limit of open files, where the system knows one, to what it may be."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
