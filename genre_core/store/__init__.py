"""The desk's database: tables, connections, migrations and the audit trail.

::

    schema      the tables
    addresses   which database: a URL, or a file in the data folder
    faults      what a database complains of, as sentences
    revisions   which migration a database stands at, and the way to the newest
    engine      Store: transactions that read and that write
    moderators  who has been here

    chain       the audit trail, each entry of which seals all before it:
    seals       how an entry is sealed
    content     what an entry holds of a decision
    proof       whether the trail is whole
    witness     whether it and the decisions agree
    findings    what was found

Importing this package loads none of them.
"""
