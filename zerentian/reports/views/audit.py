"""The audit of an existing text: read, shown sentence by sentence, never kept."""

import hashlib
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext

from zerentian.ledger.clock import now
from zerentian.ledger.rules.words import Words
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.models import Account
from zerentian.organization.pages import form_page, sent
from zerentian.reports.actions import write_outline
from zerentian.reports.forms.audit import AuditForm
from zerentian.reports.render.audited import audited_word
from zerentian.reports.rules.audit import Audit, Kind, Sentence, taken_over
from zerentian.reports.rules.audit import audit as audit_text
from zerentian.reports.rules.audit.comparison import Repeated
from zerentian.reports.rules.audit.presentation import LABELS, outline_from, picture
from zerentian.reports.rules.audit.questions import MISSING

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

LONGEST_TITLE = 200


@allow("report.audit")
@takes(limits.a_table)
def audit(request: HttpRequest) -> HttpResponse:
    """Take a report, show what each sentence does, or make a new outline of it."""
    account = actor(request)
    form = AuditForm(sent(request), request.FILES or None)
    if not form.is_valid():
        return form_page(request, "reports/audit_new.html", form)
    given = form.cleaned_data
    found = audit_text(given["report"], given["proved"])
    last = audit_text(given["last_report"]) if given["last_report"] else None
    step = request.POST.get("step")
    if step == "outline":
        return make_outline(request, found, account)
    taken = taken_over(found, last)
    if step == "word":
        return word_file(audited_word(found, taken, now()))
    page = shown(found, taken, request)
    texts = {"text": given["report"], "last_text": given["last_report"], "compared": last is not None}
    return render(request, "reports/audit.html", {**page, **texts, "outcome": given["outcome"]})


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence on the page: its kind in the reader's language, what it leaves open, where it stood last time."""

    sentence: Sentence
    name: str
    missing: list[str]
    repeated: Repeated | None
    shown: bool
    draft: str = ""


def shown(found: Audit, taken: tuple[Repeated, ...], request: HttpRequest) -> dict[str, object]:
    """Return what the result page shows; ``?kind=`` in the address marks the sentences of one kind."""
    kind = request.GET.get("kind", "")
    english = get_language() == "en"
    names = {one.value: LABELS[one][1 if english else 0] for one in Kind}
    wanted = kind if kind in {*names, "declined", "repeated"} else ""
    before = {one.n: one for one in taken}
    may_open = actor(request).may("finding.open")
    lines = [
        Line(
            one,
            names[one.kind.value],
            [in_language(MISSING[name], english) for name in one.missing],
            before.get(one.n),
            is_wanted(one, wanted, before),
            draft_of(one) if may_open else "",
        )
        for one in found.sentences
    ]
    return {
        "summary": in_language(found.summary, english),
        "totals": found.totals,
        "kinds": [(one.value, names[one.value], found.totals.kinds[one]) for one in Kind],
        "kind": wanted,
        "paragraphs": [list(inside) for _, inside in groupby(lines, key=lambda one: one.sentence.paragraph)],
        "questions": [
            (section, [in_language(one.words, english) for one in inside])
            for section, inside in groupby(found.questions, key=lambda one: one.section)
        ],
        "repeated": len(taken),
        "silent": [Kind.HEADING, Kind.LEAD],
        # The drawing holds no word of the report: only numbers and the names of kinds.
        "picture": mark_safe(picture(found)),
        "may_outline": actor(request).may("outline.edit"),
    }


def draft_of(sentence: Sentence) -> str:
    """Return where a sentence that states a problem becomes a finding; empty for others and what is declined."""
    if sentence.kind != Kind.PROBLEM or sentence.declined is not None:
        return ""
    query = {"source": "audit", "title": sentence.text[:LONGEST_TITLE]}
    return f"{reverse('rectification:finding-new')}?{urlencode(query)}"


def is_wanted(sentence: Sentence, wanted: str, before: dict[int, Repeated]) -> bool:
    """Return whether a sentence is one of those asked for; without a wish every one is."""
    if wanted == "declined":
        return sentence.declined is not None
    return sentence.n in before if wanted == "repeated" else wanted in ("", sentence.kind.value)


def in_language(words: Words, english: bool) -> str:
    """Return the half that the reader reads."""
    return words.en if english else words.zh


def word_file(content: bytes) -> HttpResponse:
    """Return the audited report as a file to keep."""
    response = HttpResponse(content, content_type=WORD)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote('报告审读意见.docx')}"
    return response


def make_outline(request: HttpRequest, found: Audit, account: Account) -> HttpResponse:
    """Write a new outline whose acts and facts wait for their evidence, and go there."""
    text = outline_from(found)
    code = f"audit-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    write_outline(code=code, text=text, by=account, now=now())
    told = gettext("The outline %(code)s is made: acts and facts wait for their evidence.")
    messages.success(request, told % {"code": code})
    return redirect("reports:outline-edit", code)
