"""The public page on which anyone verifies a report or another paper, and how what was found is told."""

import re
from dataclasses import replace
from itertools import takewhile
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from zerentian.organization import limits
from zerentian.organization.access import public, takes
from zerentian.organization.pages import form_page, sent
from zerentian.reports.checking import Outcome, outcome_of
from zerentian.reports.forms.reports import VerifyForm
from zerentian.reports.slips import outcome_of_slip

MOST_SHOWN = 1500  # lines of a paper's own text on the page
NUMBERED = re.compile(r"第 (\d+) 段")


@public
@takes(limits.a_visitors_files)
def verify(request: HttpRequest) -> HttpResponse:
    """Take a file and say in words whether it holds; nothing that is sent here is kept."""
    form = VerifyForm(sent(request), request.FILES or None)
    outcome: Outcome | None = None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        note = given["checkpoint"].replace("\r\n", "\n").strip("\n")
        outcome = told(
            outcome_of(given["file"], given["name"], given["vkey"].strip(), f"{note}\n" if note else "")
            if given["file"]
            else outcome_of_slip(note)
        )
    return form_page(request, "reports/verify.html", form, {"outcome": outcome})


def told(outcome: Outcome) -> Outcome:
    """Return what was found in the reader's language alone, as much of the paper's own text as a page can hold."""
    lines = [
        {**line, "place": placed(str(line["place"])), "message": one_language(str(line["message"]))}
        for line in outcome.lines
    ]
    shown = [shown_line(line) for line in outcome.shown[:MOST_SHOWN]]
    notes = [one_language(note) for note in outcome.notes]
    name, why = one_language(outcome.name), one_language(outcome.why)
    return replace(outcome, name=name, lines=lines, notes=notes, shown=shown, why=why)


def shown_line(line: dict[str, Any]) -> dict[str, Any]:
    """Return a line of the paper's own text with what is wrong with it, and whether nothing is to be told of it."""
    problems = [one_language(str(one)) for one in line.get("problems", [])]
    as_it_was = not (problems or line.get("was") or line.get("filled"))
    return {**line, **altered(line), "problems": problems, "as_it_was": as_it_was}


def altered(line: dict[str, Any]) -> dict[str, str]:
    """Return the parts of a line that was altered: what stands before and after the place, what it was and is."""
    was, now = str(line.get("was", "")), str(line["text"])
    if not was:
        return {}
    before = shared(was, now)
    was, now = was[len(before) :], now[len(before) :]
    after = shared(was[::-1], now[::-1])[::-1]
    end = -len(after) or None
    return {"before": before, "gone": was[:end], "now": now[:end], "after": after}


def shared(one: str, other: str) -> str:
    """Return how two texts begin alike."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(letter for letter, _ in pairs)


def one_language(words: str) -> str:
    """Return the half of ``中文 · English`` that the reader reads; words without a second half as they are."""
    chinese, found, english = words.partition(" · ")
    return english if found and not (get_language() or "").startswith("zh") else chinese


def placed(place: str) -> str:
    """Return a place as the reader reads it."""
    place = one_language(place)
    return place if (get_language() or "").startswith("zh") else NUMBERED.sub(r"paragraph \1", place)
