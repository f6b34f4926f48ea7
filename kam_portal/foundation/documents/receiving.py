"""Files on their way in: counted to the last byte, kept no further than any page would take them.

Django's own handlers write whatever comes into memory or a temporary file. This one stands before them: a file beyond
the largest size that any page takes, or beyond what one request may bring in all, is counted to its end, but the rest
of it goes nowhere. The page then sees its true size and refuses it in words.
"""

from __future__ import annotations

import io
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from kam_portal.foundation.tabular.table import MAX_BYTES

# In one request, as many times the largest file.
REQUEST_HOLDS = 2


class NotKept(UploadedFile):
    """A file too large for any page or for its request: name and true size, no content."""

    def __init__(self, name: str, content_type: str, size: int) -> None:
        super().__init__(io.BytesIO(), name, content_type, size)


class Measured(FileUploadHandler):
    """The first of FILE_UPLOAD_HANDLERS; leaves the files it does not refuse to the next ones."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.largest = max(MAX_BYTES, settings.FILES_LARGEST_MB * 1024 * 1024)
        self.room = REQUEST_HOLDS * self.largest
        self.is_over = False

    def new_file(self, *args: Any, **options: Any) -> None:
        super().new_file(*args, **options)
        self.is_over = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.is_over = self.is_over or start + len(raw_data) > self.largest or len(raw_data) > self.room
        if self.is_over:
            return None
        self.room -= len(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if not self.is_over:
            return None
        return NotKept(self.file_name or "", self.content_type or "", file_size)
