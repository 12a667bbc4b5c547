"""Opening a ledger, units going live, late limits, and the sealing of definitions."""

from datetime import date, datetime

from django.db import transaction

from zerentian.ledger import clock
from zerentian.ledger.actions.posting import POSTED, Journal
from zerentian.ledger.actions.recording import Actor, record
from zerentian.ledger.keys import key_files, make_key
from zerentian.ledger.models import Entry, Instance, LateLimit, waiting_entries
from zerentian.ledger.registry import FIGURES, definition_digest, posts_digest, verb_of
from zerentian.ledger.rules.canonical import canonical_text
from zerentian.ledger.rules.contributions import Unpostable
from zerentian.ledger.rules.note import ORIGIN
from zerentian.ledger.rules.refusals import NotAllowed


@transaction.atomic
def open_ledger(*, origin: str, by: Actor, now: datetime, demo: bool = False) -> Instance:
    """Begin the log; its first entry says whose it is and whether it is a demo, for ever."""
    if Instance.objects.exists():
        raise NotAllowed("台账已开立", "the ledger has been opened already")
    if not ORIGIN.match(origin) or origin.startswith("demo-") != demo:
        raise NotAllowed(
            "台账名称须为不含空格和加号的 ASCII，演示台账以 demo- 开头",
            "an origin is ASCII without space or '+'; a demo's begins with demo-",
        )
    instance = Instance.objects.create(pk=1, origin=origin, demo=demo, posted_by=posts_digest())
    if not key_files():
        make_key()
    record(
        "ledger.opened", subject="ledger:1", unit="", by=by, now=now, facts={"origin": origin, "demo": demo}
    )
    declare_figures(by=by, now=now)
    return instance


@transaction.atomic
def declare_figures(*, by: Actor, now: datetime) -> list[Entry]:
    """Record every figure whose definition differs from the one last recorded; return the new entries."""
    recorded: dict[str, Entry] = {}
    subjects = [f"figure:{code}" for code in FIGURES]
    for entry in Entry.objects.filter(subject__in=subjects, verb="ledger.figure_defined").order_by("id"):
        recorded[entry.fact["figure"]] = entry
    new = []
    for code, figure in sorted(FIGURES.items()):
        digest, last = definition_digest(figure), recorded.get(code)
        if last is None or last.fact["digest"] != digest:
            facts = {"figure": code, "version": figure.version, "digest": digest}
            new.append(
                record(
                    "ledger.figure_defined", subject=f"figure:{code}", unit="", by=by, now=now, facts=facts
                )
            )
    return new


@transaction.atomic
def go_live(*, unit: str, on: date, by: Actor, now: datetime) -> Entry:
    """State the day from which a unit records here; what is imported from before it is marked 历史导入."""
    subject = f"unit:{unit.rsplit('/', 1)[-1]}"
    if Entry.objects.filter(subject=subject, verb="ledger.went_live", unit=unit).exists():
        raise NotAllowed("该单位已启用，启用日不可更改", "this unit went live already; the day stands")
    return record("ledger.went_live", subject=subject, unit=unit, by=by, now=now, occurred_on=on)


@transaction.atomic
def set_late_limit(*, verb: str, days: int, since: date, by: Actor, now: datetime) -> LateLimit:
    """Set from which day on entries of a verb count as 补录 after how many calendar days."""
    if verb_of(verb).late_days is None:
        raise NotAllowed(f"{verb} 不适用补录时限", f"{verb} has no late limit")
    limit, _ = LateLimit.objects.update_or_create(verb=verb, since=since, defaults={"days": days})
    facts = {"verb": verb, "days": days, "since": since}
    record("ledger.late_limit_set", subject=f"verb:{verb}", unit="", by=by, now=now, facts=facts)
    return limit


def set_demo_clock(*, to: datetime) -> Instance:
    """Let a demo's clock stand at a time and go on from there; refused anywhere else."""
    instance = Instance.objects.get()
    if not instance.demo:
        raise NotAllowed("只有演示实例可以设定时钟", "only a demo may be told what time it is")
    instance.clock_offset += round((to - clock.now()).total_seconds())
    instance.save(update_fields=["clock_offset"])
    return instance


@transaction.atomic
def post_set_aside(*, by: Actor, now: datetime) -> list[Entry]:
    """Record a ``ledger.posted`` entry for each entry set aside that this version can post; return them.

    The next seal posts each at the position of its new entry: no value as of an earlier seal moves.
    """
    journal, new = Journal(), []
    named = set(Entry.objects.pending().filter(verb=POSTED).values_list("facts", flat=True))
    for entry in waiting_entries():
        try:
            journal.contributions(entry)
        except Unpostable:
            continue
        facts = {"entry": entry.uuid.hex}
        if canonical_text(facts) not in named:
            new.append(record(POSTED, subject="ledger:1", unit="", by=by, now=now, facts=facts))
    return new
