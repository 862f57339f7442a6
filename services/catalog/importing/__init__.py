"""Documents brought into the drafts: first what would change (`plan_import`), then the change itself.

What the documents do not name stays as it is; nothing is ever deleted. Published versions are not
touched: an imported matter is a draft that still has to be proposed and reviewed (R5).
"""

from services.catalog.importing.planning import Plan, plan_import
from services.catalog.importing.reading import UnreadableImport, Upload, read_uploads

__all__ = ["Plan", "UnreadableImport", "Upload", "plan_import", "read_uploads"]
