"""The scan: the model listens to the catalogue, and what it doubts comes before a moderator.

::

    tracks without a verdict --pending--> --listening--> --writing--> verdicts, flags, faults
                                                                 +--choosing--> uncertain
                                                                 +--desk.audit_draw--> audit

A scan may be interrupted at any time and goes on where it was: what has a verdict of this model
under this policy is not listened to again. Under another alpha, nothing is listened to again at
all: the probabilities of the older verdict are judged anew.
"""
