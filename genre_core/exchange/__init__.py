"""Catalogues and decisions, in and out of the desk, in the forms that other tools write and read.

::

    nouns, checks, claims            a track of a catalogue, a decision, a row of a file
    places           where the sound lies
    cells, headers, rows             what a row says, whatever its columns are called
    tables, objects, columns, fma    CSV and TSV, JSON, Parquet, the archive's own table
    foreign*, shapes                 Label Studio's tasks, Prodigy's lines, JAMS
    reading          any of these files, told apart by itself
    taking*          rows into the store, as often as one likes

    cases            decisions out of the store, each with its track
    flat, formulas, lines            as CSV, JSONL, and the trainer's file
    groups           by track, for label_studio, prodigy, jams, huggingface, cleanlab
    trail            the audit trail, and whether an exported one is whole
    files            a file appears whole or not at all
    exporting        any of these formats, out of the store

    import_command, export_command   desk import, desk export

docs/exchange.md says what each of them holds and loses.
"""
