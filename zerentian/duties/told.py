"""What deeds and minutes say, to be laid beside others that say nearly the same: to whom, and who may decide on two."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from zerentian.duties.models import Deed, DeedChange, Meeting, Minutes
from zerentian.duties.models.located import Located
from zerentian.duties.rules.minutes import for_everybody, matters
from zerentian.evidence.wordings import Told, Wording
from zerentian.organization.models import Account, Unit
from zerentian.organization.telling import day_words


def title_of(noun: str, unit: Unit, day: object) -> str:
    """Return what stands above a text: what it is, whose, of which day."""
    return f"{noun}（{unit.name}，{day}）"


def path_of(row: Located, account: Account) -> str:
    """Return where a row's unit stands today: whoever decides has a right there."""
    return row.unit.path_on(account.today) or row.unit.path


def deeds_told(account: Account, keys: Collection[int]) -> Mapping[int, Told]:
    """Return what deeds say, since they were recorded or last corrected."""
    rows = Deed.objects.visible_to(account).filter(pk__in=keys)
    corrected = dict(
        DeedChange.objects.filter(deed__in=keys, change="corrected").order_by("pk").values_list("deed", "at")
    )
    return {
        one.pk: Told(
            one.ref,
            title_of(gettext("Deed"), one.unit, day_words(one.occurred_on)),
            one.what,
            path_of(one, account),
            corrected.get(one.pk, one.recorded_at),
        )
        for one in rows.select_related("unit").prefetch_related("unit__periods")
    }


def own_deeds(account: Account) -> "QuerySet[Any, Any]":
    """Return the deeds that an account did or recorded."""
    rows: QuerySet[Any, Any] = Deed.objects.filter(Q(done_by=account) | Q(recorded_by=account))
    return rows


def minutes_told(account: Account, keys: Collection[int]) -> Mapping[int, Told]:
    """Return what the newest minutes of meetings say of their matters, each as the account may read it.

    Who was there and how a meeting was opened says nothing: it is alike each time.
    """
    rows = Meeting.objects.visible_to(account).filter(pk__in=keys).select_related("unit", "keeper")
    found = {}
    for one in rows.prefetch_related("unit__periods", "keeper__periods", "minutes"):
        whole = one.is_read_whole_by(account)
        if newest := newest_of(one.minutes.all(), signed=not whole):
            text = newest.text if whole else for_everybody(newest.text)
            path, title = path_of(one, account), gettext("Minutes of %(meeting)s") % {"meeting": one}
            found[one.pk] = Told(one.ref, title, matters(text), path, newest.drafted_at)
    return found


def newest_of(drafts: Iterable[Minutes], *, signed: bool) -> Minutes | None:
    """Return the newest draft of minutes, or the newest that was signed."""
    kept = [one for one in drafts if one.signed_on or not signed]
    return max(kept, key=lambda one: one.version, default=None)


def own_minutes(account: Account) -> "QuerySet[Any, Any]":
    """Return the meetings of which an account drafted minutes."""
    drafted = Minutes.objects.filter(meeting=OuterRef("pk"), drafted_by=account)
    rows: QuerySet[Any, Any] = Meeting.objects.filter(Exists(drafted))
    return rows


DEEDS = Wording(Deed.KIND, ("deed.verify",), Deed.objects.visible_to, own_deeds, deeds_told)
MINUTES = Wording(
    Meeting.KIND, ("meeting.agree", "meeting.sign"), Meeting.objects.visible_to, own_minutes, minutes_told
)
