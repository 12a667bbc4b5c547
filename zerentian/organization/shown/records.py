"""Units as a list with which other offices' forms are filled: a row for each, with its figures beside it."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from zerentian.organization.models import Account, Unit
from zerentian.organization.models.units import KIND_LABELS, UnitQuerySet
from zerentian.organization.records import Field, Records


def units_under(account: Account, unit: Unit, first: date, last: date) -> UnitQuerySet:
    """Return the units below a unit as they stood at the end of some days, by their codes."""
    below = Unit.objects.under(unit, last).exclude(pk=unit.pk) & Unit.objects.visible_to(account)
    return below.prefetch_related("periods").order_by("code")


UNITS = Records(
    _("Units"),
    "organization.view",
    units_under,
    {
        "name": Field(
            _("Unit"),
            lambda row: row.name,
            "单位 村 村社区 乡镇 镇办 村名 站所 单位名称",
        ),
        "code": Field(
            _("Code"),
            lambda row: row.code,
            "单位代码 代码 编码",
        ),
        "kind": Field(
            _("Kind"),
            lambda row: str(KIND_LABELS[row.kind]),
            "类型 单位类型",
        ),
    },
    {"kind": (_("Kind"), KIND_LABELS)},
    "分村 各村 各单位",
)
