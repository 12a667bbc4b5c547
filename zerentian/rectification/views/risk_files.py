"""Files that came with a risk point: whoever may read the point may see them, and nobody else."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from zerentian.casework.views.files import sent
from zerentian.evidence import copies
from zerentian.evidence.models import File
from zerentian.evidence.views.files import LOCKED
from zerentian.organization.access import allow
from zerentian.rectification.views.risks import visible_point


def file_of(request: HttpRequest, pk: int, sha256: str) -> File:
    """Return a file of this very point that was not erased; else 404."""
    kept = visible_point(request, pk).files.filter(file__sha256=sha256).select_related("file").first()
    if kept is None or kept.file.erased_at:
        raise Http404
    file: File = kept.file
    return file


@allow("risk.view")
@require_safe
def risk_file(request: HttpRequest, pk: int, sha256: str) -> HttpResponseBase:
    """Send a file that came with a risk point."""
    return sent(file_of(request, pk, sha256))


@allow("risk.view")
@require_safe
def risk_picture(request: HttpRequest, pk: int, sha256: str) -> HttpResponseBase:
    """Send a small, newly encoded copy of a picture that came with a risk point."""
    file = file_of(request, pk, sha256)
    if not file.is_picture or not file.path.is_file():
        return HttpResponse(status=404)
    small = copies.picture(file.sha256, "thumbnail")
    headers = LOCKED | {"Cache-Control": "private, no-store"}
    return FileResponse(small.open("rb"), content_type="image/jpeg", headers=headers)
