"""Files that came with a finding: whoever may read the finding may see them, and nobody else."""

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from zerentian.evidence.views.attached import file_among, send_file, send_thumbnail
from zerentian.organization.access import allow
from zerentian.rectification.views.findings import visible_finding


@allow("finding.view")
@require_safe
def finding_file(request: HttpRequest, pk: int, sha256: str) -> HttpResponseBase:
    """Send a file that came with a finding."""
    return send_file(file_among(visible_finding(request, pk).files.all(), sha256))


@allow("finding.view")
@require_safe
def finding_picture(request: HttpRequest, pk: int, sha256: str) -> HttpResponseBase:
    """Send a small copy of a picture that came with a finding."""
    return send_thumbnail(file_among(visible_finding(request, pk).files.all(), sha256))
