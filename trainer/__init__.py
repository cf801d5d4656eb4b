"""The trainer: labelled recordings in, a promoted model out.

``python -m trainer STEP`` runs one step; each reads the files that the one before it
wrote, so that any of them can be run alone, interrupted and resumed::

    fetch       recordings onto this disk, or a list of those that are there
    curate      which of the Free Music Archive's tracks, under which genre
    features    decode every recording once into a store of pictures
    split       artist-disjoint folds, or one split into train, validation, calibration and test
    fit         the networks: one a fold and one that ships, or the one of one split
    evaluate    what they say of artists they never heard, and what flags come to under lies
    calibrate   temperature and conformal scores, one track an artist
    export      the candidate: ONNX, Keras, LiteRT, card, calibration, evaluation, golden answer
    promote     candidate against incumbent on the same test tracks; into models/ if better
    submit      the contest's Id,Predicted
    feedback    moderators' decisions into labels, and the labels that most deserve a second look

``run`` does all from features to promote, ``fma`` all from fetch to promote; ``describe
ARCHITECTURE`` prints a network's layers, and ``seed`` writes the card of the model on the slides
that the project started from. docs/training.md is the guide.

What a fit is made of, each module importing only those above it::

    recipe         what is done, as a small frozen value in a file under recipes/
    features       pictures of all recordings, as bytes in one memory-mapped file
    batches        which windows of them a step sees: a function of seed, epoch and step
    augment        disturbances, drawn on the accelerator
    architectures  the networks
    objective      what is made small
    learner        all of these as one Keras model
    devices        where it runs: CPU, GPUs, TPUs, several machines; TensorFlow or JAX
    checkpoint     where it stands, whole, after every epoch
    fit            the training itself
"""
