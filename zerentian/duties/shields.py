"""Papers of meetings, decisions and letters are read with them, and by nobody else."""

from typing import Any

from django.db.models import Model, QuerySet

from zerentian.duties.models import Decision, Letter, Meeting, MeetingItem
from zerentian.organization.models import Account
from zerentian.organization.shields import Shield


def of(model: type[Model]) -> Shield:
    """Return the shield of a noun: its files are for whoever may see it."""

    def readable(account: Account) -> "QuerySet[Any, Any]":
        rows = model.objects.visible_to(account)  # type: ignore[attr-defined]
        refs: QuerySet[Any, Any] = rows.refs()
        return refs

    return Shield(model.KIND, readable)  # type: ignore[attr-defined]


MEETINGS, ITEMS, DECISIONS, LETTERS = of(Meeting), of(MeetingItem), of(Decision), of(Letter)
