"""The parts of the page about a model.

Read `address` for what its links say and `kept` for what is computed once; then, a module a part
of the page: `about` (what it is for, and what it is made of), `layers`, `training`, `accuracy`,
`trust`, `landscape` (the map of music), `rivalry` (two models) and `files`. Charts lie beside
them, each from a noun to a figure.
"""
