"""Uploads: looked at before they are taken, kept under random names, served harmlessly.

    upload = store(request.FILES["file"], owner=request.user)
    return content_response(upload)        # after the caller has checked who may see it

There are no addresses in here: whoever serves a file has first checked the permission.
"""

from portal.files.errors import FileRefused
from portal.files.serving import content_response
from portal.files.storing import store

__all__ = ["FileRefused", "content_response", "store"]
