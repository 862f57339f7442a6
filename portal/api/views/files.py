"""Files: taken in after a look at their content, handed out to whoever may read the case."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.parsing import LimitedMultiPartParser
from portal.api.serializers.files import UploadRequestSerializer, UploadSerializer
from portal.api.throttles import UploadThrottle
from portal.api.views.base import ApiView, read
from portal.files import content_response, store
from workflows.operations.conversation.viewing import open_file


class FilesView(ApiView):
    """Take a file in. Refused content answers `file_refused` with the reason."""

    parser_classes = [LimitedMultiPartParser]
    throttle_classes = [UploadThrottle]

    @extend_schema(
        tags=["files"], request={"multipart/form-data": UploadRequestSerializer}, responses={201: UploadSerializer}
    )
    def post(self, request: Request) -> Response:
        given = read(UploadRequestSerializer, request)
        upload = store(given["file"], owner=request.user)  # type: ignore[arg-type]
        return Response(UploadSerializer(upload).data, status=201)


class FileContentView(ApiView):
    """The content of a file, for whoever uploaded it or may read the papers of its case."""

    @extend_schema(
        tags=["files"],
        responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY, "The content.")},
    )
    def get(self, request: Request, key: UUID) -> FileResponse:
        upload = open_file(key, reader=request.user)
        return content_response(upload)
