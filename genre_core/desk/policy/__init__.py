"""What a stricter or laxer policy costs, for the whole catalogue at once, and putting it in force.

::

    verdicts --catalogue--> thresholds ----------+
    decisions --known--> --strata--> --audited---+--grounds--> board, mislabelled, uploaders
    a model's test tracks --rehearsal------------+                 +--applying--> policies

A claim is flagged at alpha exactly when its threshold is at most alpha
(genre_core.evaluation.claim_findings). So nothing is judged anew while a slider moves: thresholds
are sorted once, and every question about alpha is a search among them.
"""
