"""The parts of the lab: lies told on purpose, and who finds them.

Read `address` for what its links say, `controls` for what can be chosen, and `kept` for what is
computed once. `panels` then shows the rest, `reviews` its one part with a choice of its own, from
`headline` (sentences), `rule_chart`, `review_chart` and `curve_charts` (noun -> figure), and
`tables`. `names` says what ways of lying, rules and orders of review are called.
"""
