"""Uploads."""

from __future__ import annotations

from rest_framework import serializers

from portal.api.serializers.base import Shape, Strict


class UploadRequestSerializer(Strict):
    # Empty files and long names have their sentence from portal.files.
    file = serializers.FileField(allow_empty_file=True, max_length=None)


class UploadSerializer(Shape):
    id = serializers.UUIDField()
    name = serializers.CharField()
    size = serializers.IntegerField(help_text="bytes")
    media_type = serializers.CharField()
    sha256 = serializers.CharField(required=False)
