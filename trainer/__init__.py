"""The trainer: labelled recordings in, a model folder out.

``python -m trainer STEP`` runs one step; each reads the files that the one before it
wrote, so that any of them can be run alone, interrupted and resumed::

    fetch       recordings onto this disk, or a list of those that are there
    curate      which of the Free Music Archive's tracks, under which genre
    features    decode every recording once into a store of pictures
    split       artist-disjoint folds
    fit         one CNN a fold, and the one that ships, on all of them
    evaluate    what the folds' CNNs say of artists they never heard
    calibrate   temperature and conformal scores, one track an artist
    export      models/NAME: ONNX, card, calibration, evaluation, history, golden answer

``run`` does all of them; ``describe ARCHITECTURE`` prints a network's layers, and ``seed``
writes the card of the model on the slides that the project started from.
"""
