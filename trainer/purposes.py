"""What each step of a run reads, what it writes and how it goes on, as its --help says it."""

WHERE = "Files lie under RUNS/NAME/: RUNS is what --runs says, NAME the recipe's."

PURPOSES = {
    "features": "Reads the manifest and its recordings. Writes features/: pictures of all "
    "recordings as bytes, and which could not be read and why; where some could not, or are "
    "shorter than a crop, the exit code is 1. Stopped, it goes on with the next recording.",
    "split": "Reads the manifest and features/. Writes split.csv: the fold or part of every "
    "track, no artist in two of them. One that is there stays, and the later steps go by it.",
    "fit": "Reads features/ and split.csv. Writes fold-N/ and final/, or with one split fit/: "
    "weights, history.csv, tensorboard/ and the answers on tracks held out. Stopped, it goes on "
    "from the last whole epoch; what is trained stays.",
    "evaluate": "Reads features/ and what fit wrote, and does what of that is missing. Writes "
    "evaluation.parquet, metrics.json, confusion.csv, confusion_root.csv, flagging.csv and "
    "false_flags.csv. Stopped, it goes on with the network that had not answered.",
    "calibrate": "Reads the answers that fit wrote, and does what of them is missing. Writes "
    "calibration.npz: the temperature, and conformal scores of one track an artist. It is done "
    "anew each time.",
    "export": "Reads the weights and what evaluate and calibrate wrote. Writes candidate/NAME/, "
    "the folder that the app serves: ONNX, .keras and LiteRT, card, tables, map. Stopped, it "
    "begins anew; an older candidate stays until the new one is whole.",
    "promote": "Reads candidate/NAME/ and the model of that name that the app serves. Writes the "
    "latter, models/NAME/ (or NAME/ in the folder SPECTROGRAM_MODELS), where the candidate is "
    "better, and a line of its promotions.jsonl, refusals too. Stopped, the old model stays.",
    "run": "Reads the manifest and its recordings. Writes what each of the steps writes: see "
    "their --help. Stopped, the same command goes on where it was.",
}
"""What it reads, what it writes and how it goes on, by step."""
