"""Tags and filters of every room's templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from zerentian.ledger.models import Entry
from zerentian.ledger.rules.figures import Figure, FigureValue
from zerentian.ledger.rules.periods import LOCAL, Period
from zerentian.organization.desk import url_of
from zerentian.organization.listing import signs
from zerentian.organization.listing.signs import PROOF
from zerentian.organization.models import Account
from zerentian.organization.offers import Offered, offered
from zerentian.organization.punctuation import clauses, in_english
from zerentian.organization.subjects import page_of
from zerentian.organization.telling import day_words, verb_words
from zerentian.organization.telling import period_words as words_of_period
from zerentian.web.demo.cast import SEATS, DemoSeat
from zerentian.web.drawn import change_label, entry_rows, proof_html, rows_behind, trail_rows

register = template.Library()


@dataclass(frozen=True, slots=True)
class State:
    """One state of proof: code, sign, words, and in a bar its count and share (percent)."""

    code: str
    sign: str
    label: Any
    count: int = 0
    share: float = 0.0


@register.filter
def options(groups: Sequence[tuple[str | None, Sequence[Mapping[str, Any]], int]]) -> SafeString:
    """Return the choices of a list, in their groups: a template would take as long for two hundred as for a page."""
    none_yet, parts = gettext("please choose"), []
    for group, choices, _index in groups:
        drawn = "".join(option(choice, none_yet) for choice in choices)
        parts.append(f'<optgroup label="{conditional_escape(group)}">{drawn}</optgroup>' if group else drawn)
    return mark_safe("".join(parts))


def option(choice: Mapping[str, Any], none_yet: str) -> str:
    """Return one choice; the one of nothing by words."""
    marks = " selected" if choice["selected"] else ""
    marks += " disabled" if choice["attrs"].get("disabled") else ""
    label = none_yet if choice["label"] == "---------" else choice["label"]
    return f'\n<option value="{conditional_escape(str(choice["value"]))}"{marks}>{conditional_escape(label)}</option>'


@register.filter
def day(value: date | datetime | None) -> str:
    """Return a date as 2026年6月30日, in English as 30 June 2026."""
    return "" if value is None else day_words(value)


@register.filter
def moment(value: datetime | None) -> str:
    """Return a time with its local day and minute."""
    return f"{day(value)} {value.astimezone(LOCAL):%H:%M}" if value else ""


register.simple_tag(signs.deadline)
register.filter(proof_html)
register.filter(change_label)
register.filter(entry_rows)
register.filter(trail_rows)
register.filter(rows_behind)


@register.filter
def verb_label(entry: Entry) -> str:
    """Return what an entry says happened."""
    return verb_words(entry.verb)


@register.filter
def period_words(period: Period | str) -> str:
    """Return a period, or the code of one, in words."""
    return words_of_period(period if isinstance(period, str) else period.code)


@register.simple_tag
def states_of(states: Mapping[str, int]) -> list[State]:
    """Return the states of a total, each with its share; none for an empty total."""
    total = sum(states.values())
    if not total:
        return []
    return [
        State(code, sign, label, states[code], round(100 * states[code] / total, 2))
        for code, (sign, label) in PROOF.items()
        if code in states
    ]


@register.simple_tag(takes_context=True)
def offers(context: Context, spot: str, what: object = None) -> list[Offered]:
    """Return what other rooms offer at a spot of this page, to whoever reads it."""
    user = getattr(getattr(context, "request", None), "user", None)
    return offered(spot, what, user if isinstance(user, Account) else None)


@register.simple_tag
def named_url(name: str) -> str:
    """Return the address of a URL name, empty when no room offers it."""
    return url_of(name)


@register.simple_tag
def demo_sign_ins() -> tuple[DemoSeat, ...]:
    """Return who can be signed in as in the demo township."""
    return SEATS


@register.filter
def subject_url(subject: str) -> str:
    """Return the address of a subject's own page, empty when it has none."""
    return page_of(subject)


@register.simple_tag
def home_url() -> str:
    """Return the address of the first page."""
    return url_of("desk") or "/"


@register.simple_tag
def figure_url(value: FigureValue) -> str:
    """Return the address of the page that shows what a value is made of."""
    scope = {"unit": value.unit, "period": value.period, "size": value.size, "without": value.without}
    query = urlencode(scope, doseq=True)
    return f"{reverse('figure', args=[value.figure.code])}?{query}"


@register.simple_tag
def figure_text(value: FigureValue) -> str:
    """Return a value as it is printed, with its unit of measure; unknown is said, never shown as 0."""
    return gettext("unknown") if value.value is None else value.text


@register.simple_tag
def figure_hint(value: FigureValue) -> str:
    """Return what hovering over a value tells: definition, states, tree size."""
    figure = value.figure
    parts = [figure.definition_en if in_english() else figure.definition]
    parts += [f"{PROOF[code][0]}{PROOF[code][1]} {count}" for code, count in value.states.items() if count]
    parts.append(gettext("as of %(size)d sealed entries") % {"size": value.size})
    return clauses(parts)


@register.simple_tag
def figure_label(figure: Figure) -> str:
    """Return a figure's name in the page's language."""
    return figure.label_en if in_english() else figure.label


@register.simple_tag
def figure_definition(figure: Figure) -> str:
    """Return a figure's definition in the page's language."""
    return figure.definition_en if in_english() else figure.definition
