"""Files that arrive with a form, before the program reads them."""

from contextlib import suppress
from tempfile import TemporaryFile
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class NamelessFiles(FileUploadHandler):
    """Keeps what is too large for memory in files without a name, which are gone with whoever holds them.

    Django's own handler names them in the machine's temporary folder; a killed process left there what a resident had
    just sent.
    """

    def new_file(self, *arguments: Any, **options: Any) -> None:
        """Begin a file."""
        super().new_file(*arguments, **options)
        self.file = UploadedFile(
            TemporaryFile(),  # noqa: SIM115 - whoever ends the request closes it.
            self.file_name,
            self.content_type,
            0,
            self.charset,
            self.content_type_extra,
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take the next part of it; ``start`` is where it stands in the file."""
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        """Return it, ready to be read; ``file_size`` in bytes."""
        self.file.seek(0)
        self.file.size = file_size
        return self.file

    def upload_interrupted(self) -> None:
        """Let go of a file that broke off."""
        with suppress(AttributeError):  # None has begun.
            self.file.close()
