"""The moderator's desk: flagged tracks in, accountable decisions out.

Read ``queues`` for what waits where, ``pulling`` for how a track becomes one person's for a while,
``deciding`` for what she says of it, ``standing`` for what then holds, and ``figures`` for how good
all of that is. What writes takes the Person who asks and refuses by itself, as do the table of
decisions and the list of golden items; what counts, or reads one track, from an open connection
leaves asking to who opened it (genre_core.people).
"""
