"""The numbers of reports, each taken once and for ever, and the folders named after them."""

import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings

from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.reports.models import Report


def new_folder(now: datetime) -> Path:
    """Return a fresh hidden folder named after the next number of the year; half-made ones are cleared."""
    year = local_day(now).year
    number = max((int(one.split("-")[1]) for one in numbers_taken(year)), default=0) + 1
    home: Path = settings.ZERENTIAN_HOME / "reports"
    for left in home.glob(".[0-9]*-[0-9]*"):
        shutil.rmtree(left)
    folder = home / f".{year}-{number:04}"
    folder.mkdir()
    return folder


def numbers_taken(year: int) -> set[str]:
    """Return the numbers of a year that reports bear, or were composed under: none is ever used again."""
    entries = Entry.objects.filter(verb="report.composed", subject__startswith=f"report:{year}-")
    composed_under = {
        subject.removeprefix("report:") for subject in entries.values_list("subject", flat=True)
    }
    issued = Report.objects.filter(number__startswith=f"{year}-").values_list("number", flat=True)
    return composed_under | set(issued)


def set_aside(place: Path) -> None:
    """Keep a folder without a row under another name: a run that was killed left it, or a database that is gone."""
    number = len(list(place.parent.glob(f"{place.name}.unrecorded-*"))) + 1
    if place.exists():
        place.rename(place.with_name(f"{place.name}.unrecorded-{number}"))
