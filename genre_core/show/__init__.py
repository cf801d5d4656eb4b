"""A show for a room: scenes in their order, votes from phones, and what came of them.

::

    scenes          what a presenter writes down: scenes in their order, rounds among them
    running_order   the same as YAML or JSON, read and written
    opening         the order that a fresh machine starts with
    moments         where a show stands: one line of steps from the first scene to the last
    ballots         the votes and the present step, in a file that outlives its process
    exchanged       which edits of an order would put votes under another track
    left_behind     the show of an evening that another order has ended
    results         the room against the label, the CNN and chance
    audience        the votes as labels, which the desk imports

Nothing here knows of browsers or servers.
"""
