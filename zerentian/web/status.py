"""How the instance runs: numbers of the machine and of the background work, none of the office's business."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zerentian.ledger.backup.states import WHOLE, last_backup
from zerentian.ledger.models import Entry, Seal, waiting_entries
from zerentian.organization.models import Reset
from zerentian.organization.subjects import SUBJECTS
from zerentian.web.jobs import JobState, job_states, state_of

BEAT = "beat"
BEAT_SECONDS = 60
LAG_SECONDS = 60
BACKUP_HOURS = 48
FREE_SHARE, FREE_BYTES = 0.1, 2_000_000_000


class Light(StrEnum):
    """How something stands."""

    GOOD = "good"
    WARN = "amber"
    BAD = "bad"


SIGNS = {Light.GOOD: "✓", Light.WARN: "▲", Light.BAD: "●"}
WORDS = {
    Light.GOOD: gettext_lazy("in order"),
    Light.WARN: gettext_lazy("look at it"),
    Light.BAD: gettext_lazy("act now"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is watched: how it stands in words, what to do, and its numbers for a monitoring program."""

    label: str | Promise
    light: Light
    said: str
    remedy: str = ""
    numbers: dict[str, float] = field(default_factory=dict)

    @property
    def sign(self) -> str:
        """Return the sign that says the same as the colour."""
        return SIGNS[self.light]

    @property
    def word(self) -> Any:
        """Return the word that says the same as the colour."""
        return WORDS[self.light]


def lines(now: datetime, machine_now: datetime) -> list[Line]:
    """Return everything that is watched; ``now`` is the instance's clock, ``machine_now`` the machine's."""
    return [
        worker(machine_now),
        sealing(now),
        set_aside(),
        backup(machine_now),
        disk(),
        clock(now),
        *watched(),
        *jobs(),
        resets(machine_now),
    ]


def age(since: datetime | None, until: datetime) -> float:
    """Return how many seconds have gone since a moment; -1 when there was none."""
    return max((until - since).total_seconds(), 0.0) if since else -1.0


def spoken(seconds: float) -> str:
    """Return a length of time in words, in its largest unit."""
    if seconds < 0:
        return _("never")
    for size, words in ((86_400, _("%(n)d days")), (3600, _("%(n)d hours")), (60, _("%(n)d minutes"))):
        if seconds >= 2 * size:
            return words % {"n": seconds // size}
    return ngettext("%(n)d second", "%(n)d seconds", int(seconds)) % {"n": seconds}


def worker(machine_now: datetime) -> Line:
    """Tell whether the worker lives."""
    since = age(state_of(BEAT).done, machine_now)
    lives = 0 <= since <= BEAT_SECONDS
    return Line(
        _("Background worker"),
        Light.GOOD if lives else Light.BAD,
        _("last seen %(age)s ago") % {"age": spoken(since)}
        if since >= 0
        else _("never seen on this machine"),
        "" if lives else _("Start “zerentian serve”, or look into its log why the worker ends."),
        {"worker_up": float(lives), "worker_seen_seconds": since},
    )


def set_aside() -> Line:
    """Tell how many entries are sealed and could not be posted: they count in no figure."""
    count = waiting_entries().count()
    return Line(
        _("Entries set aside"),
        Light.BAD if count else Light.GOOD,
        _("%(n)d sealed entries count in no figure") % {"n": count} if count else _("none"),
        _("See “zerentian ledger set-aside”: correct them, or post them after an upgrade with --post.")
        if count
        else "",
        {"entries_set_aside": count},
    )


def sealing(now: datetime) -> Line:
    """Tell how much waits to be sealed, and for how long."""
    pending = Entry.objects.pending()
    count, oldest = pending.count(), pending.order_by("id").values_list("recorded_at", flat=True).first()
    lag = age(oldest, now) if oldest else 0.0
    late = lag > LAG_SECONDS
    return Line(
        _("Sealing"),
        Light.BAD if late else Light.GOOD,
        _("%(n)d entries wait, the oldest for %(age)s") % {"n": count, "age": spoken(lag)}
        if count
        else _("everything is sealed"),
        _("See below which work fails; “zerentian seal” says why.") if late else "",
        {"seal_pending": count, "seal_lag_seconds": lag},
    )


def backup(machine_now: datetime) -> Line:
    """Tell how old the last backup is, and how it went."""
    last = last_backup()
    since = age(last.made if last else None, machine_now)
    whole = last is not None and last.outcome == WHOLE
    old = not 0 <= since <= BACKUP_HOURS * 3600
    light = Light.BAD if old else Light.GOOD if whole else Light.WARN
    said = _("last made %(age)s ago") % {"age": spoken(since)} if since >= 0 else _("none was made yet")
    return Line(
        _("Backup"),
        light,
        said if whole or last is None or not last.problem else f"{said} · {last.problem}",
        ""
        if light == Light.GOOD
        else _("Set BACKUP_FOLDERS, or run “zerentian backup”; see the operations page."),
        {"backup_age_seconds": since, "backup_whole": float(whole)},
    )


def disk() -> Line:
    """Tell how much room is left where the data are."""
    usage = shutil.disk_usage(settings.ZERENTIAN_HOME)
    scarce = usage.free < FREE_BYTES or usage.free < FREE_SHARE * usage.total
    full = usage.free < FREE_BYTES / 4
    return Line(
        _("Disk"),
        Light.BAD if full else Light.WARN if scarce else Light.GOOD,
        _("%(free).1f of %(total).1f GB free") % {"free": usage.free / 1e9, "total": usage.total / 1e9},
        _("Make room, or move ZERENTIAN_HOME to a larger disk.") if scarce else "",
        {"disk_free_bytes": usage.free, "disk_total_bytes": usage.total},
    )


def clock(now: datetime) -> Line:
    """Tell whether the clock has been set back behind what was sealed."""
    last = Seal.objects.order_by("-number").values_list("sealed_at", flat=True).first()
    behind = (last - now).total_seconds() if last else 0.0
    wrong = behind > 1
    return Line(
        _("Clock of the machine"),
        Light.BAD if wrong else Light.GOOD,
        _("%(age)s behind the last seal") % {"age": spoken(behind)}
        if wrong
        else _("not behind the last seal"),
        _("Set the machine's clock right; nothing is lost.") if wrong else "",
        {"clock_behind_seconds": max(behind, 0.0)},
    )


def watched() -> Iterator[Line]:
    """Yield what the nouns have to be watched for."""
    for subject in SUBJECTS.values():
        if subject.watched:
            one = subject.watched()
            light = Light.BAD if one.bad else Light.GOOD
            yield Line(one.label, light, one.said, one.remedy, dict(one.numbers))


OWN_JOBS = {
    "sealing": gettext_lazy("Sealing and search"),
    "digests": gettext_lazy("Mail"),
    "backup": gettext_lazy("Backup by the clock"),
    "counts": gettext_lazy("Tidying up counts"),
}


def job_labels() -> dict[str, Any]:
    """Return what each sort of background work is called: the program's own, and the nouns'."""
    chores = (chore for subject in SUBJECTS.values() for chore in subject.chores)
    return OWN_JOBS | {chore.name: chore.label for chore in chores}


def jobs() -> Iterator[Line]:
    """Yield the sorts of background work whose last try failed; one line that all went well otherwise."""
    labels = job_labels()
    states = [state for state in job_states() if state.name in labels]
    failing = [state for state in states if state.failures]
    numbers = {f'job_failures{{job="{state.name}"}}': float(state.failures) for state in states}
    if not failing:
        yield Line(_("Background work"), Light.GOOD, _("nothing fails"), "", numbers)
    for number, state in enumerate(failing):
        yield failed(labels[state.name], state, numbers if number == 0 else {})


def failed(label: Any, state: JobState, numbers: dict[str, float]) -> Line:
    """Return the line of a sort of work that fails."""
    return Line(
        label,
        Light.BAD,
        _("failed %(n)d times in a row: %(what)s") % {"n": state.failures, "what": state.problem},
        _("It is tried again by itself; the log of “zerentian serve” says more."),
        numbers,
    )


def resets(machine_now: datetime) -> Line:
    """Tell how many resets of guarded accounts wait."""
    count = Reset.objects.open(machine_now).count()
    return Line(
        _("Resets by two keepers"),
        Light.WARN if count else Light.GOOD,
        _("%(n)d under way") % {"n": count} if count else _("none under way"),
        "",
        {"resets_open": count},
    )


def exposition(found: list[Line]) -> str:
    """Return the numbers in Prometheus' text format (version 0.0.4)."""
    told: list[str] = []
    for line in found:
        for name, value in line.numbers.items():
            bare = name.partition("{")[0]
            if f"# TYPE zerentian_{bare} gauge" not in told:
                told.append(f"# TYPE zerentian_{bare} gauge")
            told.append(f"zerentian_{name} {value:.15g}")
    return "\n".join(told) + "\n"
