"""One file under two deeds, and photos taken far from the stated day, are put before a person; no more than that."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from zerentian.duties.actions import note_uses, record_deed, withdraw_deed
from zerentian.evidence.models import Deposit, Pair
from zerentian.evidence.rules.pairs import FAR_DAYS, days_apart
from zerentian.ledger.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(duty, cadre, village, photo, deed, now):
    """Another deed that rests on the photo of an earlier one."""
    Deposit.objects.create(file=photo, unit=village, name="a.jpg", deposited_at=now, by=cadre)
    record_deed(
        what="走访",
        occurred_on=date(2026, 3, 2),
        serves=[duty],
        unit=village,
        by=cadre,
        now=now,
        files=[photo],
    )
    return record_deed(
        what="清淤",
        occurred_on=date(2026, 3, 1),
        serves=[duty],
        unit=village,
        by=cadre,
        now=now,
        files=[photo],
    )


def test_two_deeds_on_one_file_stand_side_by_side_once_and_nothing_is_entered(
    second, photo, leader, client_of, now
):
    entries = Entry.objects.count()
    note_uses(now)
    assert note_uses(now) == 0
    pair = Pair.objects.get(sort="file")
    assert (pair.second, pair.is_one_file) == (second.ref, True)
    assert Entry.objects.count() == entries
    page = client_of(leader).get(reverse("evidence:pair-detail", args=[pair.mark])).content.decode()
    assert "走访" in page
    assert "清淤" in page


def test_a_deed_that_was_withdrawn_brings_nothing_up(second, cadre, now):
    withdraw_deed(second, reason="登记重了", by=cadre, now=now)
    note_uses(now)
    assert not Pair.objects.filter(sort="file").exists()


def test_a_photo_is_far_from_the_stated_day_after_a_week(now):
    assert days_apart(None, now.date()) == 0
    assert days_apart(now, now.date() - timedelta(days=FAR_DAYS)) == 0
    assert days_apart(now, now.date() - timedelta(days=FAR_DAYS + 1)) == FAR_DAYS + 1
    assert days_apart(now, now.date() + timedelta(days=30)) == 30


def test_a_photo_taken_long_before_the_deed_comes_up_with_the_days_between(second, photo, now):
    photo.captured_at = now - timedelta(days=40)
    photo.save()
    note_uses(now)
    assert sorted(Pair.objects.filter(sort="time").values_list("measure", flat=True)) == [39, 40]
