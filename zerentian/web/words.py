"""What the facts of entries mean in words: names of facts, and the codes that stand for kinds and outcomes."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zerentian.duties.models.basis import FUNCTION_LABELS, LEVEL_LABELS
from zerentian.duties.models.deeds import DEED_KIND_LABELS
from zerentian.duties.models.duties import CADENCE_LABELS, OUTCOME_LABELS
from zerentian.duties.models.tasks import IN_PERSON_LABELS
from zerentian.organization.models.units import KIND_LABELS
from zerentian.organization.rules.rights import KEEPERS, ROLES

FACTS: Mapping[str, Any] = {
    "act": _("Act"),
    "area": _("Area"),
    "basis": _("Basis"),
    "by_post": _("By post"),
    "cadence": _("Cadence"),
    "code": _("Code"),
    "count": _("Count"),
    "days": _("Days"),
    "demanded_by": _("Demanded by"),
    "demo": _("Demo"),
    "due": _("Due"),
    "duties": _("Duties served"),
    "duty": _("Duty"),
    "evidence": _("Files of evidence"),
    "figure": _("Figure"),
    "first": _("First day"),
    "from_post": _("From post"),
    "has_deed": _("With a deed"),
    "has_evidence": _("With evidence"),
    "imported": pgettext_lazy("fact", "Imported"),
    "item": _("Item of the function list"),
    "keeper": _("Keeper role"),
    "kind": _("Kind"),
    "last": _("Last day"),
    "late_days": _("Days until recorded"),
    "late_limit": _("Limit before late (days)"),
    "listed": _("On the function list"),
    "number": _("Number"),
    "old_due": _("Old due day"),
    "on_time": _("On time"),
    "outcome": _("Outcome"),
    "own": _("From the own account"),
    "parent": _("Parent unit"),
    "people": _("People taking part"),
    "period": _("Period"),
    "post": _("Post"),
    "role": _("Role"),
    "size": _("Tree size"),
    "to_post": _("To post"),
    "units": _("Units"),
    "verified": _("Verified"),
    "version": _("Version"),
    "year": _("Year"),
    "checked": _("Checked"),
    "damaged": _("Damaged"),
    "missing": _("Missing"),
    "from": _("From"),
    "to": _("To"),
    "issued_on": _("Issued on"),
    "level": _("Level"),
    "verb": _("Verb"),
    "was_on_time": _("Had been on time"),
    "open_work": _("Open work"),
    "successor": _("Successor"),
    "posts": _("Posts"),
    "media_type": _("Type of file"),
    "ground": _("Legal ground"),
    "condition": _("Condition"),
    "origin": _("Log"),
    "since": _("Since"),
    "part": _("Part"),
    "into": _("Into"),
    "off": _("Days off"),
    "worked": _("Days worked"),
    "seen_before": _("Deposited before"),
    "docx": _("Word file (SHA-256)"),
    "pdf": _("PDF file (SHA-256)"),
    "html": _("HTML file (SHA-256)"),
    "manifest": _("Manifest (SHA-256)"),
    "digest": _("Digest"),
    "unclaimed": _("Not taken over"),
}
ROLE_WORDS = {**ROLES, **KEEPERS}
CODES: Mapping[str, Mapping[Any, Any]] = {
    "kind": {**KIND_LABELS, **FUNCTION_LABELS, **DEED_KIND_LABELS},
    "cadence": CADENCE_LABELS,
    "demanded_by": LEVEL_LABELS,
    "outcome": OUTCOME_LABELS,
    "act": IN_PERSON_LABELS,
}


def fact_name(name: str) -> str:
    """Return a fact's name in words; one without words keeps its code."""
    return str(FACTS.get(name, name))


def fact_words(name: str, value: object, english: bool) -> str:
    """Return what a fact says: yes or no, a kind in words, else the value itself."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if name in {"role", "keeper"} and value in ROLE_WORDS:
        role = ROLE_WORDS[str(value)]
        return role.label_en if english else role.label
    return str(CODES.get(name, {}).get(value, value))
