"""The policy board: one slider, and what it costs and catches.

Read `address` for what its links say, `kept` for what is worked out once, `controls` for what can
be chosen and `assumptions` for what has to be assumed. `board` puts the page together: `figures`
and `curve` (with `curve_table` and `curve_chart`) show what a policy comes to, and one of four
parts stands below: `genres`, `uploaders`, `mislabelled` (with `month_chart`), or `applying`, after
which `judging` judges anew what the model has heard.
"""
