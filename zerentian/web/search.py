"""Keeps the search index abreast of the ledger: every sealed entry names a subject that may have changed."""

from django.db import transaction

from zerentian.ledger.models import Entry
from zerentian.organization.rules.bigrams import normalized, terms
from zerentian.organization.rules.numbers import without_long_numbers
from zerentian.organization.subjects import SUBJECTS, Finder, Search, Text
from zerentian.web.models import Findable, SearchProgress, SearchTerm

STEP = 500
TITLE = 200


def sources() -> dict[str, Search]:
    """Return how each kind of subject is found that stands in this index, in the order in which they are offered."""
    found = [(kind, subject.search) for kind, subject in SUBJECTS.items() if subject.search]
    return dict(sorted(found, key=lambda one: one[1].rank))


def finders() -> list[Finder]:
    """Return the searches of the nouns that have an index of their own."""
    return [subject.finder for subject in SUBJECTS.values() if subject.finder]


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
    for kind, source in sources().items():
        keys = [key for one, _, key in (subject.partition(":") for subject in subjects) if one == kind]
        for row in source.model._default_manager.filter(**{f"{source.key}__in": keys}) if keys else ():
            if text := source.text(row):
                add(f"{kind}:{getattr(row, source.key)}", kind, text)


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
