"""One text, ready to be read out, called through or pasted: loudspeaker script, call sheet, copy block."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import override
from django.views.decorators.http import require_safe

from zerentian.community.actions.steps import issuer_of, villages_under
from zerentian.community.models import Notice, NoticeVersion
from zerentian.community.rules.aloud import TIMES, script
from zerentian.community.rules.notices import Sort
from zerentian.community.views.notices import visible_notice
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import chinese_day, local_day
from zerentian.organization.access import allow
from zerentian.organization.models import Post


def shown_version(notice: Notice) -> NoticeVersion:
    """Return the version that is public, before the first release the draft."""
    return notice.published if notice.version else notice.newest


def issuer_shown(version: NoticeVersion) -> str:
    """Return in whose name a version was released; a draft and an early one by what the office is called."""
    return version.issuer or issuer_of(version.notice.unit, version.released_at or now())


def script_of(version: NoticeVersion) -> list[str]:
    """Return the sentences that are read out over the loudspeaker."""
    issuer = issuer_shown(version)
    until = chinese_day(version.until) if version.until else ""
    return script(Sort(version.notice.sort), issuer, version.title, version.by_part, until)


@allow("notice.view")
@require_safe
def loudspeaker(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is read out over the loudspeaker, in Chinese whatever the page's language: villages listen to it."""
    notice = visible_notice(request, pk)
    version = shown_version(notice)
    lines = script_of(version)
    context = {
        "notice": notice,
        "version": version,
        "lines": lines,
        "times": range(1, TIMES + 1),
        "length": sum(len(line) for line in lines),
        "has_blanks": any("〔空" in line for line in lines),
    }
    return render(request, "community/loudspeaker.html", context)


@allow("notice.view")
@require_safe
def call_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the sheet by which villages are telephoned one after another: posts, no persons and no private numbers."""
    notice = visible_notice(request, pk)
    version, day = shown_version(notice), local_day(now())
    villages = list(version.villages.order_by("code")) or villages_under(notice.unit, now())
    posts = Post.objects.on(day).filter(unit__in=villages).order_by("code")
    rows = [(one, [post for post in posts if post.unit_id == one.pk]) for one in villages]
    context = {"notice": notice, "version": version, "rows": rows, "lines": script_of(version)}
    return render(request, "community/call_sheet.html", context)


@allow("notice.view")
@require_safe
def copy_block(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a text as plain words and as plain HTML, in Chinese whatever the page's language: the county's site is."""
    notice = visible_notice(request, pk)
    version = shown_version(notice)
    known = {"notice": notice, "version": version, "issuer": issuer_shown(version)}
    with override("zh-hans"):
        plain = "\n".join([version.title, *(f"{label}：{text}" for _part, label, text in version.parts)])
        html = render_to_string("community/parts/pasted.html", known).strip()
    return render(request, "community/copy_block.html", {**known, "plain": plain, "html": html})
