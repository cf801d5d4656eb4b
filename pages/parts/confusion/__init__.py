"""The parts of the page of confusions.

Read `address` for what its links say and `kept` for what is computed once; then, as on the screen
from top to bottom: `choosing` for the ways of looking, `grid` for the matrix, `cell` and `genre`
for what a click opens, `tracks` for a table of tracks, `listening` for their sound. The browser's
side of the matrix and of the listening lies beside them.
"""
