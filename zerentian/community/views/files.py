"""The files that came with a text, sent to who may read it."""

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from zerentian.community.models import NoticeFile
from zerentian.community.views.notices import visible_notice
from zerentian.evidence.views.attached import file_among, send_file
from zerentian.organization.access import allow


@allow("notice.view")
@require_safe
def notice_file(request: HttpRequest, pk: int, sha256: str) -> HttpResponseBase:
    """Send a file of a text's versions."""
    uses = NoticeFile.objects.filter(version__notice=visible_notice(request, pk))
    return send_file(file_among(uses, sha256))
