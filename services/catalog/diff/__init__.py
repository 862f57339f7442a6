"""What differs between two versions of a matter, in sentences. Pure: two snapshots in, sentences out.

    for change in compare(matter.published.typed, draft):
        print(change.section, change.sentence)

Sentences are in the active language. Nothing that differs is passed over: what no sentence speaks of
yet is named by its key.
"""

from services.catalog.diff.changes import Change
from services.catalog.diff.matters import compare

__all__ = ["Change", "compare"]
