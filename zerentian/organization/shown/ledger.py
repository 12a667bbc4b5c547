"""How the nouns of the ledger are shown, which knows of no reader, and what facts are called everywhere."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.ledger.registry import FIGURES
from zerentian.organization.punctuation import bracketed, in_english
from zerentian.organization.rules.clocks import CLOCKS
from zerentian.organization.subjects import (
    Dated,
    Fact,
    Sentence,
    Subject,
    register,
    share,
)
from zerentian.organization.telling import (
    area_names,
    exactly,
    periods,
    post_titles,
    unit_names,
    verb_words,
    verbs,
)


def figure_label(code: str) -> str:
    """Return a figure's name, its code when no room declares it any more."""
    figure = FIGURES.get(code)
    if figure is None:
        return code
    return figure.label_en if in_english() else figure.label


def figures(values: Collection[Dated]) -> Mapping[Dated, str]:
    """Return the names of some figures."""
    return {value: figure_label(value[0]) for value in values}


def rule_words(rule: str) -> str:
    """Return a legal clock in words: what starts it and where it stands; its code when it is no more."""
    clock = CLOCKS.get(rule)
    if clock is None:
        return rule
    return (clock.start_en if in_english() else clock.start) + bracketed(clock.source)


def rules(values: Collection[Dated]) -> Mapping[Dated, str]:
    """Return some legal clocks in words."""
    return {value: rule_words(value[0]) for value in values}


share(
    {
        "area": Fact(_("Area"), read=area_names),
        "by_post": Fact(_("By post"), read=post_titles),
        "corrected": Fact(pgettext_lazy("fact", "Corrected")),
        "count": Fact(_("Count")),
        "days": Fact(_("Days")),
        "due": Fact(_("Due")),
        "evidence": Fact(_("Files of evidence")),
        "first": Fact(_("First day")),
        "from": Fact(_("From"), read=unit_names),
        "from_post": Fact(_("From post"), read=post_titles),
        "imported": Fact(pgettext_lazy("fact", "Imported")),
        "last": Fact(_("Last day")),
        "late": Fact(pgettext_lazy("fact", "Late")),
        "late_days": Fact(_("Days until recorded")),
        "late_limit": Fact(_("Limit before late (days)")),
        "number": Fact(_("Number"), read=exactly),
        "old_due": Fact(_("Old due day")),
        "on_time": Fact(_("On time")),
        "post": Fact(_("Post"), read=post_titles),
        "since": Fact(_("Since")),
        "to": Fact(_("To"), read=unit_names),
        "to_post": Fact(_("To post"), read=post_titles),
        "verified": Fact(_("Verified")),
        "version": Fact(_("Version")),
        "was_on_time": Fact(_("Had been on time")),
        "figure": Fact(_("Figure"), read=figures),
        "period": Fact(_("Period"), read=periods),
        "size": Fact(_("Tree size")),
        "rule": Fact(pgettext_lazy("fact", "Rule"), read=rules),
    }
)

register(
    Subject(
        kind="ledger",
        one=_("the ledger"),
        page=None,
        titles=None,
        hand_over=None,
        figures={"entries": _("Ledger"), "ledger": _("Ledger")},
        said={
            "ledger.opened": Sentence(_("The ledger was opened")),
            "ledger.went_live": Sentence(_("%(unit)s went live")),
            "ledger.late_limit_set": Sentence(
                _("“%(verb)s” counts as late after %(days)s days, from %(since)s on")
            ),
            "ledger.figure_defined": Sentence(
                _("The definition of “%(figure)s” was laid down, version %(version)s")
            ),
            "ledger.key_rotated": Sentence(_("The signing key was changed")),
            "ledger.clock_set_right": Sentence(
                _("The clock was set right; it had been %(ahead_seconds)s seconds ahead")
            ),
            "ledger.posted": Sentence(_("An entry that had been set aside was posted")),
            "ledger.recovered": Sentence(_("The ledger was recovered from a backup")),
        },
        facts={
            "ahead_seconds": Fact(pgettext_lazy("fact", "Seconds ahead")),
            "demo": Fact(_("Demo")),
            "digest": Fact(_("Digest"), read=exactly),
            "entry": Fact(pgettext_lazy("fact", "Entry"), read=exactly),
            "kept_size": Fact(pgettext_lazy("fact", "Tree size that was kept")),
            "new_key": Fact(pgettext_lazy("fact", "New key"), read=exactly),
            "new_origin": Fact(pgettext_lazy("fact", "New log"), read=exactly),
            "new_signature": Fact(pgettext_lazy("fact", "Signature of the new key"), read=exactly),
            "old_key": Fact(pgettext_lazy("fact", "Old key"), read=exactly),
            "old_origin": Fact(pgettext_lazy("fact", "Old log"), read=exactly),
            "old_root": Fact(pgettext_lazy("fact", "Root of the old log"), read=exactly),
            "old_signature": Fact(pgettext_lazy("fact", "Signature of the old key"), read=exactly),
            "old_size": Fact(pgettext_lazy("fact", "Tree size of the old log")),
            "origin": Fact(_("Log"), read=exactly),
            "seal": Fact(pgettext_lazy("fact", "Seal")),
            "verb": Fact(_("Verb"), read=verbs),
        },
    )
)
register(
    Subject(
        kind="verb",
        one=_("a kind of entry"),
        page=None,
        titles=lambda account, keys: {key: verb_words(key) for key in keys},
        hand_over=None,
    )
)
register(
    Subject(
        kind="figure",
        one=_("a figure"),
        page="figure",
        titles=lambda account, keys: {key: figure_label(key) for key in keys},
        hand_over=None,
    )
)
