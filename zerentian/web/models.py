"""The search index: derived from the rooms' rows, rebuilt at any time, never a record of its own."""

from django.db import models
from django.db.models import Q

from zerentian.organization.models import Account
from zerentian.organization.rules.bigrams import runs, terms
from zerentian.organization.shields import hiding
from zerentian.organization.subjects import SUBJECTS


class FindableQuerySet(models.QuerySet["Findable"]):
    """Questions people ask of the index."""

    def visible_to(self, account: Account) -> "FindableQuerySet":
        """What stands in units that the right of its kind reaches."""
        condition = Q(pk__in=[])
        for kind, subject in SUBJECTS.items():
            if subject.search is None:
                continue
            reaches = account.reach(subject.search.right)
            if reaches is None:
                condition |= Q(kind=kind)
            for reach in reaches or ():
                condition |= Q(kind=kind, unit=reach) | Q(kind=kind, unit__startswith=f"{reach}/")
        found = self.filter(condition)
        for hidden in hiding(account, "subject"):
            found = found.exclude(hidden)
        return found

    def about(self, words: str) -> "FindableQuerySet":
        """What holds every run of characters of the words; nothing when there is none."""
        wanted = terms(words)
        if not wanted:
            return self.none()
        found = self
        for term in sorted(wanted):
            by_term = Q(term__startswith=term) if len(term) == 1 else Q(term=term)
            found = found.filter(pk__in=SearchTerm.objects.filter(by_term).values("findable"))
        for run in runs(words):
            found = found.filter(text__contains=run)
        return found


class Findable(models.Model):
    """Something that can be found: its reference, its title, where it stands, and its text as it is compared."""

    subject = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=400)
    day = models.DateField()
    text = models.TextField()

    objects = FindableQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["-day", "-id"], name="findable_newest")]

    def __str__(self) -> str:
        return self.subject


class SearchTerm(models.Model):
    """A pair of characters that a text holds."""

    term = models.CharField(max_length=2)
    findable = models.ForeignKey(Findable, models.CASCADE, related_name="terms")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["term", "findable"], name="search_term_once")]

    def __str__(self) -> str:
        return self.term


class SearchProgress(models.Model):
    """How many sealed entries the index has followed; one row."""

    size = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.size)
