"""Search over concerns: number, title, words, place and reply; newest first; only what the account may see."""

import re
from collections.abc import Iterable

from django.db import transaction

from zerentian.casework import grams
from zerentian.casework.models import Concern, IndexProgress, Reply
from zerentian.casework.models.concerns import NUMBER, ConcernQuerySet
from zerentian.casework.models.replies import PARTS
from zerentian.casework.rules.concerns import Kind
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.numbers import has_long_number, is_of_matter, without_digits, written_out

STEP = 1_000
CHUNK = 200
# Who reads few of the first hits reads few of the next: a second look goes far, for each look costs a question.
FURTHER = 16
LARGEST_CHUNK = 5_000
# So many are looked into one by one: fewer than a frequent word stands in.
FEW = 1_000
DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")


def check_no_person(words: str) -> None:
    """Refuse to search for a phone, ID or card number, or most of one: there is no search by person (boundary 2)."""
    typed = words.strip()
    of_matter = is_of_matter(typed) or NUMBER.match(typed) or DATE.fullmatch(typed)
    if has_long_number(typed) and not of_matter:
        raise NotAllowed(
            "不能按电话、证件、银行卡一类的号码检索：诉求不按人查找，请输入事情、地点或诉求编号",
            "concerns are not searched by a number of a phone, an identity or a card: type a matter, a"
            " place or a concern's number",
        )


def find(
    visible: ConcernQuerySet, words: str, *, before: int | None = None, limit: int = 50
) -> list[Concern]:
    """Return the newest of the visible concerns that hold the words, below the key ``before``.

    Digits find numbers of concerns, whole ones, and never stand in what is searched. Raises NotAllowed when the
    words are a person's number.
    """
    if before is None and (numbered := list(visible.numbered(words)[:limit])):
        return numbered
    check_no_person(words)
    words = searched(words)
    found: list[Concern] = []
    chunk = CHUNK
    while len(found) < limit:
        hits = grams.newest(words, before=before, limit=chunk)
        if not hits:
            break
        found += visible.filter(pk__in=hits).order_by("-pk")[: limit - len(found)]
        if len(hits) < chunk:
            break
        before, chunk = hits[-1], min(chunk * FURTHER, LARGEST_CHUNK)
        if (few := few_of(visible, before)) is not None:
            rest = grams.newest_of(few, words, limit=limit - len(found))
            return found + list(visible.filter(pk__in=rest).order_by("-pk"))
    return found


def few_of(visible: ConcernQuerySet, before: int) -> list[int] | None:
    """Return the keys of the concerns that are left to search; None where they are many."""
    keys = list(visible.filter(pk__lt=before).order_by("-pk").values_list("pk", flat=True)[: FEW + 1])
    return keys if len(keys) <= FEW else None


def searched(words: str) -> str:
    """Return what of the words is looked for in texts: no digits, nor the single characters that stood by them."""
    plain = without_digits(words)
    parts = plain.split()
    return " ".join(part for part in parts if len(part) > 1) if plain != written_out(words) else plain


def look_alikes(visible: ConcernQuerySet, text: str, *, limit: int = 5) -> list[Concern]:
    """Return recent visible concerns whose words are most like a text, the likest first."""
    hits = grams.alike(without_digits(text))
    rows = {concern.pk: concern for concern in visible.filter(pk__in=hits)}
    return [rows[key] for key in hits if key in rows][:limit]


def text_of(concern: Concern, replies: Iterable[Reply]) -> str:
    """Return what a concern is found by; nothing of a report of wrongdoing, nothing of who brought it, no digits."""
    if concern.kind == Kind.WRONGDOING:
        return ""
    answers = [getattr(reply, part) for reply in replies if reply.released for part in PARTS]
    return without_digits("\n".join((concern.title, concern.text, concern.place, *answers)))


def index(keys: Iterable[str]) -> None:
    """Index the concerns of these random keys as they stand."""
    concerns = Concern.objects.filter(key__in=list(keys)).prefetch_related("replies")
    grams.put((concern.pk, text_of(concern, concern.replies.all())) for concern in concerns)


@transaction.atomic
def catch_up(step: int = STEP) -> int:
    """Index the concerns of the next sealed entries; return how many entries were followed."""
    IndexProgress.objects.get_or_create(pk=1)
    progress = IndexProgress.objects.select_for_update().get(pk=1)
    upcoming = Entry.objects.filter(index__gte=progress.size, index__lt=progress.size + step)
    subjects = list(upcoming.values_list("subject", flat=True))
    index({subject.removeprefix("concern:") for subject in subjects if subject.startswith("concern:")})
    if subjects:
        progress.size += len(subjects)
        progress.save(update_fields=["size"])
    return len(subjects)


def catch_up_wholly() -> None:
    """Index until every sealed entry has been followed."""
    while catch_up():
        pass
