"""The Free Music Archive data set (FMA): which of its 106,574 tracks are trained on, and as what.

M. Defferrard, K. Benzi, P. Vandergheynst, X. Bresson, "FMA: A Dataset For Music Analysis",
ISMIR 2017; metadata CC BY 4.0, each track under the licence that its artist chose. From facts
to files, each module importing only those above it::

    tables      a table out of fma_metadata.zip, a folder, or a file of its own
    cells       numbers, splits and lists of tags in it
    tree        genres.csv: the archive's 163 genres and which of our twenty is nearest
    moods       valence and energy in echonest.csv
    metadata    tracks.csv or track_genres.csv: what is known of each track
    licences    what a licence's name permits
    reasons     why a track is set aside; the clips known to be damaged
    rules       which of the twenty genres a track's own tags stand for
    contest     the 3,834 clips of the contest that the project started from
    recipes     named choices: seed-2020, fma-large-20, fma-medium-20
    ranking     which of too many stay: hash, caps, balance
    curation    metadata and a recipe -> the chosen tracks, and a reason for every other
    summary     the same, counted, for a person and as JSON
    balance     the same, drawn
    files       manifest (CSV and Parquet), table of what was dropped, summary, picture
    commands    ``python -m trainer curate``

Why the rules are what they are: docs/decisions/0006-curation-rules.md.
"""
