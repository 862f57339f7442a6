"""The catalogue written out as the documents it can be loaded from, without loss.

    documents = documents_of(read_catalogue())
    files(documents)      {"items.yaml": "schema: items/1 …", …}
    bundle(documents)     the same in one file: one matter with everything it is made of, say

Written again after it was read back, the text is the same, byte for byte.
"""

from services.catalog.exporting.documents import Documents, documents_of, part_of
from services.catalog.exporting.texts import bundle, files

__all__ = ["Documents", "bundle", "documents_of", "files", "part_of"]
