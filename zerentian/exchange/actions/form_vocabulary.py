"""The words by which a form's headings are known, from what every room declares of its figures, lists and units."""

from collections.abc import Mapping

from django.utils import translation

from zerentian.exchange.rules.form_maps import Part
from zerentian.exchange.rules.form_suggestions import Vocabulary
from zerentian.exchange.rules.form_words import FIGURE_WORDS, bare
from zerentian.ledger.registry import FIGURES
from zerentian.organization.models import Account, Unit
from zerentian.organization.subjects import SUBJECTS


def vocabulary(units: Mapping[str, str]) -> Vocabulary:
    """Return the words of all figures and lists there are, with the names of some units by code."""
    figures = {bare(figure.label): (code, Part.VALUE) for code, figure in FIGURES.items()}
    for (code, part), words in FIGURE_WORDS.items():
        if code in FIGURES:
            figures |= {bare(word): (code, part) for word in words.split()}
    fields, titles = {}, {}
    with translation.override("zh-hans"):
        for kind, subject in SUBJECTS.items():
            if records := subject.records:
                fields[kind] = {
                    bare(word): name
                    for name, one in reversed(list(records.fields.items()))
                    for word in (str(one.label), *one.headings.split())
                }
                titles[kind] = tuple(records.headings.split())
    return Vocabulary(figures, fields, titles, units)


def units_named(unit: Unit, account: Account) -> dict[str, str]:
    """Return the names of a unit and of those below it, with their codes; the unit's own stands as empty."""
    below = Unit.objects.under(unit, account.today).prefetch_related("periods")
    names = {one.name: one.code for one in below if one.pk != unit.pk}
    return names | {unit.name: ""}
