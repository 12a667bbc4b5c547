"""Files that came with a matter: whoever may read the matter may see them, and nobody else."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase

from zerentian.evidence import copies
from zerentian.evidence.models import File
from zerentian.evidence.views.files import LOCKED
from zerentian.ledger.rules.refusals import NotAllowed

HEADERS = LOCKED | {"Cache-Control": "private, no-store"}


def file_among(uses: QuerySet[Any], sha256: str) -> File:
    """Return the file of this very matter (of rows that each have a ``file``) that was not erased; else 404."""
    use = uses.filter(file__sha256=sha256, file__erased_at=None).select_related("file").first()
    if use is None:
        raise Http404
    file: File = use.file
    return file


def send_file(file: File) -> FileResponse:
    """Return the answer that sends a file to be kept, never to be run; NotAllowed where it can't be had."""
    if not file.path.is_file():
        raise NotAllowed(
            "这个文件暂时取不到，请联系受理单位", "the file can't be had now: please call the office"
        )
    return FileResponse(
        file.path.open("rb"),
        as_attachment=True,
        filename=file.name,
        content_type=file.media_type,
        headers=HEADERS,
    )


def send_thumbnail(file: File) -> HttpResponseBase:
    """Return a small, newly encoded copy of a picture; 404 where it is none, or lies here no longer."""
    if not file.is_picture or not file.path.is_file():
        return HttpResponse(status=404)
    small = copies.picture(file.sha256, "thumbnail")
    return FileResponse(small.open("rb"), content_type="image/jpeg", headers=HEADERS)
