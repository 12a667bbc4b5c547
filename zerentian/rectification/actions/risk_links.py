"""What is linked with a risk point, both ways: concerns about the place, findings of its patrols and others."""

from datetime import datetime
from typing import Any

from django.db import transaction

from zerentian.casework.models import Concern
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Account
from zerentian.rectification.actions.concerns import check_about_a_place
from zerentian.rectification.actions.risk_steps import locked, say
from zerentian.rectification.models import Finding, RiskLink, RiskPoint


def findings_of(point: RiskPoint) -> Any:
    """Return the findings that patrols of a point opened, or that were linked to it."""
    refs = [f"patrol:{key}" for key in point.patrols.values_list("pk", flat=True)]
    linked = [
        int(ref.partition(":")[2])
        for ref in point.links.values_list("ref", flat=True)
        if ref.startswith("finding:")
    ]
    return Finding.objects.filter(source_ref__in=[*refs, point.ref]) | Finding.objects.filter(pk__in=linked)


@transaction.atomic
def link_matter(point: RiskPoint, *, ref: str, by: Account, now: datetime) -> RiskLink:
    """Link a concern about a place, or a finding, that the account may read; a complaint about people is refused."""
    point = locked(point, by=by, now=now, right="risk.keep")
    check_linkable(ref, by)
    link, is_new = RiskLink.objects.get_or_create(point=point, ref=ref, defaults={"added_at": now})
    if not is_new:
        raise NotAllowed("已经关联过了", "it is linked already")
    say("risk.linked", point, "link", by=by, now=now, facts={"matter": ref.partition(":")[0]}, rows=[link])
    return link


def check_linkable(ref: str, by: Account) -> None:
    """Refuse a reference that the account may not read, and a concern that accuses somebody."""
    kind, _colon, key = ref.partition(":")
    if kind == "finding" and key.isdecimal() and Finding.objects.visible_to(by).filter(pk=int(key)).exists():
        return
    concern = Concern.objects.visible_to(by).filter(key=key).first() if kind == "concern" else None
    if concern is None:
        raise NotAllowed(
            "没有这件诉求或问题，或不能关联：风险点只针对事和地方",
            "there is no such matter, or it can't be linked: a risk point is about a matter or a place",
        )
    check_about_a_place(concern, by)
