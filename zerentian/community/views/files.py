"""The files that came with a text, sent to who may read it."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from zerentian.casework.views.files import sent
from zerentian.community.models import NoticeFile
from zerentian.community.views.notices import visible_notice
from zerentian.organization.access import allow


@allow("notice.view")
@require_safe
def notice_file(request: HttpRequest, pk: int, sha256: str) -> HttpResponseBase:
    """Send a file of a text's versions."""
    notice = visible_notice(request, pk)
    kept = (
        NoticeFile.objects.filter(version__notice=notice, file__sha256=sha256).select_related("file").first()
    )
    if kept is None or kept.file.erased_at:
        raise Http404
    return sent(kept.file)
