"""The command line of the step: ``python -m trainer fetch metadata | clips | adopt``.

The exit code is 0 only if nothing is missing at the end.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from trainer.fetch.archive import open_archive
from trainer.fetch.checksums import prove, read_checksums
from trainer.fetch.clips import Fetching
from trainer.fetch.disk import require_room, sole_fetch, write_whole
from trainer.fetch.errors import FetchError
from trainer.fetch.parts import LocalParts, Parts
from trainer.fetch.plan import Plan, make_plan
from trainer.fetch.problems import PROBLEMS, Problem, write_problems
from trainer.fetch.published import BASE_URL, METADATA, SUBSETS, TABLES, Published
from trainer.fetch.report import metered, result, say, tell_plan, tell_problems, tell_whole
from trainer.fetch.server import Server, Surroundings
from trainer.fetch.transport import Transport
from trainer.fetch.wanted import Wanted, archive_of, read_wanted

DONE, MISSING = 0, 1
CONNECTIONS = 4
MOST_CONNECTIONS = 8
"""The archive is a gift of a university: more connections would be at others' cost."""

_SUBSETS = ", ".join(published.name for published in SUBSETS)


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the step ``fetch`` to the trainer's command line."""
    fetch = subparsers.add_parser("fetch", help="Bring recordings onto this disk.")
    commands = fetch.add_subparsers(dest="command", required=True, metavar="COMMAND")
    metadata = commands.add_parser("metadata", help="FMA's tables of tracks and genres.")
    metadata.add_argument("--folder", type=Path, required=True, help="where to put them")
    _add_server_options(metadata)
    clips = commands.add_parser("clips", help="The clips that a manifest names.")
    clips.add_argument("--manifest", type=Path, required=True, help="CSV, JSONL or Parquet")
    clips.add_argument("--folder", type=Path, help="where to put them (default: the manifest's)")
    clips.add_argument("--archive", help="fma_large, ... or a zip on this disk (default: by path)")
    clips.add_argument("--whole", action="store_true", help="fetch the whole archive first")
    clips.add_argument("--dry-run", action="store_true", help="say how much it is; fetch nothing")
    clips.add_argument("--connections", type=_connections, default=CONNECTIONS, help="1 to 8")
    _add_server_options(clips)
    adopting = commands.add_parser("adopt", help="List recordings that are on this disk already.")
    adopting.add_argument("source", type=Path, help="FMA tree, genre folders, audiofolder, table")
    adopting.add_argument("--out", type=Path, required=True, help="the manifest to be written")


def run(options: argparse.Namespace, world: Surroundings = Surroundings()) -> int:
    """Run one of the three commands; return 0, or 1 where something is missing at the end.

    Raises:
        TrainingError: it cannot go on.
    """
    if options.command == "adopt":
        return _adopt(options)
    return (_metadata if options.command == "metadata" else _clips)(options, world)


def _metadata(options: argparse.Namespace, world: Surroundings) -> int:
    server = _server(options, world, connections=1)
    with sole_fetch(options.folder):
        archive = open_archive(LocalParts(server.have_whole(METADATA, options.folder)))
        checksums = read_checksums(archive)
        for name in TABLES:
            path = f"{METADATA.name}/{name}"
            content = archive.content(path)
            prove(content, path, checksums.of(path))
            write_whole(options.folder / path, content)
            result(str(options.folder / path))
    return DONE


def _clips(options: argparse.Namespace, world: Surroundings) -> int:
    wanted = read_wanted(options.manifest)
    folder = options.folder or options.manifest.parent
    server = _server(options, world, options.connections)
    if options.dry_run:
        return _look_ahead(server, options, wanted, folder)
    with sole_fetch(folder):
        problems = _fetch(_parts(server, options, wanted), wanted, folder, server)
        write_problems(problems, folder / PROBLEMS)
    result(f"{len(wanted) - len(problems):,} of {len(wanted):,} clips are in {folder}.")
    tell_problems(problems, folder / PROBLEMS)
    return MISSING if problems else DONE


def _look_ahead(
    server: Server, options: argparse.Namespace, wanted: Sequence[Wanted], folder: Path
) -> int:
    """Say how much is to be fetched, by ranges or whole."""
    free = server.free(folder)
    parts = _local(options)
    if options.whole and parts is None:
        published = _published(options, wanted)
        tell_whole(published.file, server.whole_left(published, folder), folder, free)
        return DONE
    plan = _plan(parts or server.parts(_published(options, wanted)), wanted, folder)
    tell_plan(plan, folder, free)
    tell_problems(plan.problems)
    return MISSING if plan.problems else DONE


def _adopt(options: argparse.Namespace) -> int:
    # Here, since it loads the libraries that read sound, which the other commands do without.
    from trainer.fetch.labelled import write_manifest
    from trainer.fetch.sources import read_source

    adopted = read_source(options.source)
    write_manifest(adopted.tracks, options.out)
    problems = options.out.with_name(f"{options.out.stem}-{PROBLEMS}")
    write_problems(adopted.problems, problems)
    for note in adopted.notes:
        say(note)
    labelled = sum(1 for track in adopted.tracks if track.genre)
    artists = len({track.artist for track in adopted.tracks})
    result(
        f"{len(adopted.tracks):,} recordings by {artists:,} artists, {labelled:,} with a genre of "
        f"the tree, are in {options.out}."
    )
    tell_problems(adopted.problems, problems)
    return MISSING if adopted.problems else DONE


def _fetch(
    parts: Parts, wanted: Sequence[Wanted], folder: Path, server: Server
) -> tuple[Problem, ...]:
    plan = _plan(parts, wanted, folder)
    tell_plan(plan, folder, server.free(folder))
    require_room(plan.room, folder, server.free)
    transport = server.transport
    with metered(plan.transfer, plan.clips) as meter:
        transport.say = meter.say
        fetching = Fetching(parts, folder, transport.connections, transport.stop, meter.advance)
        return fetching.run(plan)


def _plan(parts: Parts, wanted: Sequence[Wanted], folder: Path) -> Plan:
    archive = open_archive(parts)
    checksums = read_checksums(archive)
    there = [path for clip in wanted if (path := folder / clip.path).is_file()]
    if there:
        say(f"Checking {len(there):,} clips that are here ...")
    with metered(sum(path.stat().st_size for path in there)) as meter:
        return make_plan(wanted, archive, checksums, folder, meter.advance)


def _parts(server: Server, options: argparse.Namespace, wanted: Sequence[Wanted]) -> Parts:
    local = _local(options)
    if local:
        return local
    published = _published(options, wanted)
    if options.whole:
        return LocalParts(server.have_whole(published, options.folder or options.manifest.parent))
    return server.parts(published)


def _local(options: argparse.Namespace) -> LocalParts | None:
    path = Path(options.archive or "")
    if path.suffix.lower() != ".zip":
        return None
    if not path.is_file():
        raise FetchError(f"There is no archive {path}. Give a zip's path, or one of {_SUBSETS}.")
    return LocalParts(path)


def _published(options: argparse.Namespace, wanted: Sequence[Wanted]) -> Published:
    name = options.archive or archive_of(wanted)
    for published in SUBSETS:
        if published.name == name:
            return published
    raise FetchError(f"There is no archive {name!r}. Choose one of {_SUBSETS}, or a zip's path.")


def _server(options: argparse.Namespace, world: Surroundings, connections: int) -> Server:
    transport = Transport(connections, world.patience, say)
    return Server(transport, options.base_url, options.sha1, world.free)


def _add_server_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--base-url", default=BASE_URL, help="where the archives lie (%(default)s)")
    parser.add_argument("--sha1", default="", help="of the whole zip, where it is not FMA's own")


def _connections(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_CONNECTIONS:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 to {MOST_CONNECTIONS}")
    return int(text)
