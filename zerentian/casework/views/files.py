"""Files that came with a concern: whoever may read the concern may see them, and nobody else."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from zerentian.casework.actions import sealed_parts
from zerentian.casework.models import Concern, ConcernFile
from zerentian.casework.views.shield import visible_concern
from zerentian.evidence import copies
from zerentian.evidence.models import File
from zerentian.evidence.views.files import LOCKED
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import allow


def file_of(concern: Concern, sha256: str) -> ConcernFile:
    """Return a file of this very concern that was not erased; else 404."""
    kept: ConcernFile | None = concern.files.filter(file__sha256=sha256).select_related("file").first()
    if kept is None or kept.file.erased_at:
        raise Http404
    return kept


def sent(file: File) -> FileResponse:
    """Return the answer that sends a file to be kept, never to be run."""
    if not file.path.is_file():
        raise NotAllowed(
            "这个文件暂时取不到，请联系受理单位", "the file can't be had now: please call the office"
        )
    return FileResponse(
        file.path.open("rb"),
        as_attachment=True,
        filename=file.name,
        content_type=file.media_type,
        headers=LOCKED | {"Cache-Control": "private, no-store"},
    )


@allow("desk.view")
@require_safe
def concern_file(request: HttpRequest, key: str, sha256: str) -> HttpResponseBase:
    """Send a file that came with a concern."""
    return sent(file_of(visible_concern(request, key), sha256).file)


@allow("concern.wrongdoing")
@require_safe
def concern_sealed(request: HttpRequest, key: str) -> HttpResponse:
    """Send what is sealed of a report of wrongdoing, to be opened elsewhere with the county's private key."""
    concern = visible_concern(request, key)
    if not concern.is_sealed:
        raise Http404(key)
    headers = LOCKED | {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="{concern.number}-sealed.zip"',
    }
    return HttpResponse(sealed_parts(concern), content_type="application/zip", headers=headers)


@allow("desk.view")
@require_safe
def concern_picture(request: HttpRequest, key: str, sha256: str) -> HttpResponseBase:
    """Send a small, newly encoded copy of a picture that came with a concern."""
    file = file_of(visible_concern(request, key), sha256).file
    if not file.is_picture or not file.path.is_file():
        return HttpResponse(status=404)
    small = copies.picture(file.sha256, "thumbnail")
    headers = LOCKED | {"Cache-Control": "private, no-store"}
    return FileResponse(small.open("rb"), content_type="image/jpeg", headers=headers)
