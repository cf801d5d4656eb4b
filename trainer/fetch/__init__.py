"""The step ``fetch``: recordings onto this disk, each proved whole, none fetched twice.

Three commands, each of which can be interrupted at any moment and goes on where it stopped::

    fetch metadata   fma_metadata.zip whole, and out of it the tables that ``curate`` reads
    fetch clips      the clips that a manifest names, out of a remote archive by ranges
    fetch adopt      recordings that are here already: writes their manifest

The modules, each of which imports only those above it::

    errors      what can go wrong
    published   the archives of the Free Music Archive data set: names, sizes, SHA-1
    layout      where a clip lies in an archive and on the disk
    disk        room, whole files or none, one fetch a folder
    problems    what could not be had, and why: problems.csv
    meter       the line of progress
    patience    how often and how long to try again
    answers     what an HTTP answer says
    transport   HTTP: ranges, retries, politeness
    parts       an archive as numbered bytes, remote or on the disk
    archive     a zip's directory, and one member out of its bytes
    checksums   the archive's own list of SHA-1
    wanted      which clips a manifest asks for
    plan        what is here, what is to be fetched, in which requests
    clips       the fetching itself, in parallel
    whole       an archive as one file
    server      the archives of one server, by ranges or whole
    labelled    the manifest that the trainer reads
    sources     recordings on this disk: trees, folders, tables
    report      sentences for the person who waits
    commands    the command line

docs/decisions/0007-fetching-clips.md says why ranges are read by a reader of our own.
"""
