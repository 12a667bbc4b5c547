"""A text as a placard for the board, with a code that leads to its public page."""

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from zerentian.community.models import Notice, NoticeVersion
from zerentian.community.views.notices import visible_notice
from zerentian.community.views.outputs import issuer_shown, shown_version
from zerentian.ledger.rules.periods import chinese_day, local_day
from zerentian.organization.access import allow
from zerentian.organization.offers import address_of
from zerentian.reports.render.placard import PAPERS, Placard, placard_pdf


@allow("notice.view")
@require_safe
def placard(request: HttpRequest, pk: int, paper: str) -> HttpResponse:
    """Send a text as a placard of A4 or A3, in Chinese whatever the page's language: villages read it."""
    if paper not in PAPERS:
        raise Http404
    notice = visible_notice(request, pk)
    page = address_of("notice.public", notice)
    site = settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")
    with override("zh-hans"):
        content = placard_pdf(
            placard_of(notice, shown_version(notice), f"{site}{page}" if page else ""), paper
        )
    name = f'attachment; filename="notice-{notice.pk}-{paper}.pdf"'
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def placard_of(notice: Notice, version: NoticeVersion, address: str) -> Placard:
    """Return what stands on the board of one version."""
    day = local_day(version.released_at) if version.released_at else version.formed_on
    frame = [f"{chinese_day(day)}　索引号 {notice.number}　第{version.number}版"]
    if version.until:
        frame.append(f"有效期至{chinese_day(version.until)}")
    frame.append(_("Scan the code for the newest version.") if address else "草稿，未发布，请勿张贴")
    return Placard(
        sort=str(notice.get_sort_display()),
        title=version.title,
        issuer=issuer_shown(version),
        day=day,
        parts=[(str(label), text) for _part, label, text in version.parts],
        frame=frame,
        address=address,
        code=segno.make_qr(address, error="m").svg_inline(border=0) if address else "",
    )
