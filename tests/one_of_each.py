"""One row of every kind in an office, all with one key: whatever an address is of, ``KEY`` stands for one there.

The rows are put into the tables and not made by actions: what is asked of them is who may see them. A kind that is
added later is made like the others; where its table refuses what is made up, its values are said in ``SAID``.
"""

from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.fields import NOT_PROVIDED

from conftest import NOW
from zerentian.organization.models import Appointment, Unit

KEY = 470_011
LATER = NOW + timedelta(days=2)
WORD = "a470011"  # what stands in an address as a code, a number, a name
DIGEST = f"{KEY:064x}"
ROOMS = (
    "organization",
    "evidence",
    "duties",
    "casework",
    "rectification",
    "community",
    "exchange",
    "reports",
)
# What a table refuses when it is made up.
SAID: dict[str, dict[str, Any]] = {
    "evidence.Pair": {"sort": "text", "first": f"deed:{KEY}", "second": f"deed:{KEY + 1}"},
    "duties.Duty": {"cadence": "monthly", "demanded_by": "county"},
    "rectification.LandStep": {"first": NOW.date(), "last": NOW.date()},
    "community.Activity": {"ends_at": LATER},
    "community.Booking": {"ends_at": LATER},
    "community.RelayedWarning": {"expires_at": LATER},
    "community.Inquiry": {"due": LATER.date()},
    "exchange.DemandSeries": {"cadence": "weekly"},
    "exchange.FormFilling": {"period": "2026Q1"},
    "reports.ScoreItem": {"rule": "hand"},
}
# Of two that a row may refer to, the one that it does.
REFERS = {
    ("evidence.Deposit", "unit"),
    ("duties.MeetingFile", "item"),
    ("duties.Letter", "of_unit"),
    ("casework.Routing", "category"),
}
# What is the township's and not an office's.
TOWNSHIPS = {"casework.Category", "casework.Template", "casework.Routing"}
# Kinds without an address of their own, whose tables refuse what is made up.
WITHOUT_ADDRESS = {
    "organization.LocalClock",
    "organization.ProposedAppointment",
    "organization.Reset",
    "duties.Threshold",
    "casework.Question",
    "casework.Escalation",
    "casework.Accusation",
    "casework.Learnt",
    "rectification.RiskScale",
    "rectification.RainTable",
    "rectification.MoreTime",
    "community.CallingOff",
    "community.Slot",
    "community.ContactLook",
}


def one_of_each(office: Unit) -> dict[str, models.Model]:
    """Put one row of every kind into an office; return them by the label of their table."""
    held = Appointment.objects.filter(post__unit=office).earliest("pk")
    made: dict[str, models.Model] = {
        "organization.Unit": office,
        "organization.UnitPeriod": office.periods.earliest("pk"),
        "organization.Post": held.post,
        "organization.Account": held.account,
        "organization.Appointment": held,
    }
    for model in apps.get_models():
        if model._meta.app_label in ROOMS and model._meta.label not in WITHOUT_ADDRESS:
            row_of(model, made)
    return made


def row_of(model: type[models.Model], made: dict[str, models.Model]) -> models.Model:
    """Return the row of a kind, made with what it refers to if it was not yet."""
    label = model._meta.label
    if label not in made:
        said = SAID.get(label, {})
        values = {
            field.attname: value_of(field, made)
            for field in model._meta.concrete_fields
            if field.name not in said
            and (field.primary_key or (label, field.name) in REFERS or not optional(field))
        }
        if label in TOWNSHIPS:
            values["unit_id"] = Unit.objects.get(kind="township", code=made["organization.Unit"].code[:6]).pk
        made[label] = model(**values | said)
        model._base_manager.bulk_create([made[label]])
    return made[label]


def optional(field: models.Field) -> bool:
    """Tell whether a field may stay as it begins: what is a key in an address may not."""
    if field.name in ("mark", "key", "code"):
        return False
    blank = field.blank and isinstance(field, models.CharField | models.TextField)
    begins = field.default is not NOT_PROVIDED or blank
    return field.null or (begins and not field.unique)


def value_of(field: models.Field, made: dict[str, models.Model]) -> Any:
    """Return a value that a field may hold."""
    if isinstance(field, models.ForeignKey):
        return row_of(field.related_model, made).pk
    if field.name in ("path", "unit"):
        return made["organization.UnitPeriod"].path
    if field.choices:
        return next(value for value, _label in field.flatchoices)
    return of_kind(field)


def of_kind(field: models.Field) -> Any:
    """Return a value by the kind of the field alone."""
    match field:
        case models.BooleanField():
            return False
        case models.DateTimeField():
            return NOW
        case models.DateField():
            return NOW.date()
        case (
            models.UUIDField()
            | models.AutoField()
            | models.BigIntegerField()
            | models.PositiveBigIntegerField()
        ):
            return KEY
        case models.IntegerField():
            return 1
        case models.JSONField():
            return {}
        case models.BinaryField():
            return b"1"
        case models.CharField() | models.TextField():
            return (DIGEST if field.name == "sha256" else WORD)[: field.max_length]
    raise TypeError(field)
