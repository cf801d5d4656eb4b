"""`python -m genre_core.crate`: fill the demo crate before the app opens, saying so on stderr.

--examples also downloads librosa's recordings (the only step that uses the network); --verify
then runs the command line over every track with the claim that stands in its tags.
"""

import argparse
import subprocess
import sys

from genre_core.crate import CrateError, crate_folder, fetch_examples, fill_crate, open_crate


def say(what: str, share: float) -> None:
    """Write one line of progress to stderr; share is 0 to 1."""
    sys.stderr.write(f"[{share:4.0%}] {what}\n")


def verify() -> int:
    """Run `python -m genre_core verify` on every track; return the worst exit code.

    Our own tracks carry their claims in their tags; librosa's are given theirs.
    """
    tracks = open_crate(crate_folder())
    orders = [[str(track.path) for track in tracks if track.synthesised]]
    orders += [
        [str(track.path), "--claimed", track.claim] for track in tracks if not track.synthesised
    ]
    worst = 0
    for order in orders:
        command = [sys.executable, "-m", "genre_core", "verify", *order]
        # The arguments are our own paths and claims, and no shell reads them.
        worst = max(worst, subprocess.run(command, check=False).returncode)  # noqa: S603
    return worst


def main(arguments: list[str]) -> int:
    """Fill the crate and return the exit code: 0 when all went well, 1 when it could not be."""
    parser = argparse.ArgumentParser(prog="python -m genre_core.crate", description=__doc__)
    parser.add_argument("--examples", action="store_true", help="download librosa's recordings")
    parser.add_argument("--verify", action="store_true", help="verify every track's claim")
    options = parser.parse_args(arguments)
    try:
        fill_crate(crate_folder(), say)
        if options.examples:
            fetch_examples(say)
    except CrateError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    # Exit code 1 of verify means a flag, which the crate's false claims are there to raise.
    return 0 if not options.verify or verify() < 2 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
