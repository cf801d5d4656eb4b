"""A fit's ``history.csv``: a line an epoch, to be read while the fit goes on."""

from pathlib import Path

HISTORY = "history.csv"
COLUMNS = (
    "epoch", "loss", "accuracy", "val_loss", "val_accuracy", "learning_rate", "examples_per_second",
    "seconds",
)  # fmt: skip
"""``loss`` is the whole objective in nats, of disturbed crops; validation's columns are empty
where there is none; ``seconds`` count from the fit's beginning, interruptions left out."""


def keep_history(path: Path, epochs: int) -> None:
    """Leave the header and the lines of the first epochs in a history; make it where absent."""
    lines: list[str] = []
    if path.exists():
        lines = path.read_text("utf-8").splitlines()[1:]
    kept = [line for line in lines if line.partition(",")[0] in map(str, range(1, epochs + 1))]
    path.write_text("\n".join([",".join(COLUMNS), *kept]) + "\n", "utf-8")
