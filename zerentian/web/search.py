"""Keeps the search index abreast of the ledger: every sealed entry names a subject that may have changed."""

from django.db import transaction

from zerentian.ledger.models import Entry
from zerentian.organization.rules.bigrams import normalized, terms
from zerentian.organization.rules.numbers import without_long_numbers
from zerentian.web.models import Findable, SearchProgress, SearchTerm
from zerentian.web.sources import SOURCES, Text

BY_KIND = {source.kind: source for source in SOURCES}
STEP = 500
TITLE = 200


@transaction.atomic
def catch_up(step: int = STEP) -> int:
    """Index the subjects of the next ``step`` sealed entries again; return how many entries were read."""
    SearchProgress.objects.get_or_create(pk=1)
    progress = SearchProgress.objects.select_for_update().get(pk=1)
    upcoming = Entry.objects.filter(index__gte=progress.size, index__lt=progress.size + step)
    subjects = list(upcoming.values_list("subject", flat=True))
    index(set(subjects))
    if subjects:
        progress.size += len(subjects)
        progress.save(update_fields=["size"])
    return len(subjects)


def catch_up_wholly() -> None:
    """Index until every sealed entry has been followed."""
    while catch_up():
        pass


def index(subjects: set[str]) -> None:
    """Replace what the index holds on some subjects by what their rows say now."""
    Findable.objects.filter(subject__in=subjects).delete()
    for source in SOURCES:
        keys = [
            key for kind, _, key in (subject.partition(":") for subject in subjects) if kind == source.kind
        ]
        for row in source.model._default_manager.filter(**{f"{source.key}__in": keys}) if keys else ():
            if text := source.text(row):
                add(f"{source.kind}:{getattr(row, source.key)}", source.kind, text)


def add(subject: str, kind: str, text: Text) -> None:
    """Put one text into the index, without numbers that may be a person's."""
    body = without_long_numbers(text.body)
    found = Findable.objects.create(
        subject=subject,
        kind=kind,
        title=text.title[:TITLE],
        unit=text.unit,
        day=text.day,
        text=normalized(body),
    )
    SearchTerm.objects.bulk_create(SearchTerm(term=term, findable=found) for term in sorted(terms(body)))
