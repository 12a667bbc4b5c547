"""Files that came with a concern: whoever may read the concern may see them, and nobody else."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from zerentian.casework.actions import sealed_parts
from zerentian.casework.views.shield import visible_concern
from zerentian.evidence.views.attached import HEADERS, file_among, send_file, send_thumbnail
from zerentian.organization.access import allow


@allow("desk.view")
@require_safe
def concern_file(request: HttpRequest, key: str, sha256: str) -> HttpResponseBase:
    """Send a file that came with a concern."""
    return send_file(file_among(visible_concern(request, key).files.all(), sha256))


@allow("desk.view")
@require_safe
def concern_picture(request: HttpRequest, key: str, sha256: str) -> HttpResponseBase:
    """Send a small copy of a picture that came with a concern."""
    return send_thumbnail(file_among(visible_concern(request, key).files.all(), sha256))


@allow("concern.wrongdoing")
@require_safe
def concern_sealed(request: HttpRequest, key: str) -> HttpResponse:
    """Send what is sealed of a report of wrongdoing, to be opened elsewhere with the county's private key."""
    concern = visible_concern(request, key)
    if not concern.is_sealed:
        raise Http404(key)
    headers = HEADERS | {"Content-Disposition": f'attachment; filename="{concern.number}-sealed.zip"'}
    return HttpResponse(sealed_parts(concern), content_type="application/zip", headers=headers)
