"""Rehearsal 预演: saved sample cases run against a draft by the real engine, leaving no trace.

`models` keeps the samples and what came of them; `operations` writes both. A run is a process of its
own (`process`, started by `running`): it clones the house into temporary tables inside one transaction
that is never committed (`sandbox`), moves its own clock, and plays each sample through the real
operations (`play`). `comparison` puts what came of the draft beside what comes of the published version,
`gate` speaks up when somebody proposes a draft that breaks a sample (docs/decisions/0024).
"""
