"""What moderators decide comes back as labels, and doubtful labels go out for review.

From lines of a file to a manifest, each module importing only those above it::

    errors      what can go wrong
    decisions   what a moderator said of a track
    transcript  the file of decisions: one a line, JSONL or CSV
    history     what stands of them once every undo is done
    rulings     what several moderators' decisions make of one track
    sheets      a manifest as it stands, every column of it, in and out
    labels      rulings put into a manifest
    suspects    the training labels that a model doubts most, by cleanlab
    commands    ``python -m trainer feedback``

docs/feedback.md describes the file, which is what a desk for moderators writes.
"""
