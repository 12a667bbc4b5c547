"""Files that came with a risk point: whoever may read the point may see them, and nobody else."""

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from zerentian.evidence.views.attached import file_among, send_file, send_thumbnail
from zerentian.organization.access import allow
from zerentian.rectification.views.risks import visible_point


@allow("risk.view")
@require_safe
def risk_file(request: HttpRequest, pk: int, sha256: str) -> HttpResponseBase:
    """Send a file that came with a risk point."""
    return send_file(file_among(visible_point(request, pk).files.all(), sha256))


@allow("risk.view")
@require_safe
def risk_picture(request: HttpRequest, pk: int, sha256: str) -> HttpResponseBase:
    """Send a small copy of a picture that came with a risk point."""
    return send_thumbnail(file_among(visible_point(request, pk).files.all(), sha256))
