"""Every write of the catalogue: editing drafts, proposing, reviewing, publishing, importing.

One act, one transaction: lock the matter, check the person, apply the rule, record it in the stream
"catalogue". The administration and the import use these and nothing else.
"""
