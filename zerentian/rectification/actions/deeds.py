"""A measure that was carried out is work done: it becomes a deed for a duty, said once and with the same files."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from zerentian.duties.actions.deeds import record_deed
from zerentian.duties.models import Deed, Duty
from zerentian.duties.rules.deeds import DeedKind
from zerentian.ledger.actions import record_on
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account
from zerentian.rectification.models import Finding, Measure
from zerentian.rectification.models.measures import DONE


@transaction.atomic
def record_as_deed(measure: Measure, *, serves: Sequence[Duty], by: Account, now: datetime) -> Deed:
    """Record a measure that was carried out as a deed of its unit, by whom and on the day it was; only once.

    The deed says what was done, where, and shows the measure's files; what the finding found wrong stays there.
    """
    require(by, "deed.record", measure.path, now=now)
    rows = Measure.objects.select_for_update(of=("self",)).select_related(
        "unit", "finding", "done_by", "deed"
    )
    measure = rows.get(pk=measure.pk)
    if not by.is_system and not Finding.objects.visible_to(by).filter(pk=measure.finding_id).exists():
        raise NotAllowed("没有这条措施，或您不能查看", "there is no such measure, or not for you to see")
    if measure.state != DONE or measure.done_on is None:
        raise NotAllowed("措施落实之后才能记为落实记录", "it becomes a deed once it is carried out")
    if not measure.is_to_record:
        raise NotAllowed("这条措施已记为落实记录", "this measure is a deed already")
    files = [use.file for use in measure.files.select_related("file")]
    deed: Deed = record_deed(
        what=measure.result,
        occurred_on=measure.done_on,
        serves=serves,
        unit=measure.unit,
        kind=DeedKind.RECTIFICATION,
        place=measure.finding.place,
        files=files,
        done_by=measure.done_by,
        by=by,
        now=now,
    )
    measure.deed = deed
    measure.save(update_fields=["deed"])
    record_on(measure, "measure.recorded", by=by, now=now, facts={"deed": deed.ref})
    return deed
