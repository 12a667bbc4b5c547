"""Numbers of concerns: drawn, so that none shows how many there are, nor where one is missing."""

import itertools

import pytest

from zerentian.casework import actions
from zerentian.casework.actions import batches
from zerentian.casework.actions.batches import number_concerns
from zerentian.casework.models import Concern
from zerentian.casework.rules.concerns import Channel


@pytest.fixture
def received(township, receptionist, now):
    def receive(text="村口路灯不亮"):
        said = actions.Said(text=text)
        return actions.receive_concern(
            said, unit=township, channel=Channel.CALL, by=receptionist, now=now
        ).concern

    return receive


def test_a_number_says_nothing_of_its_row(received):
    made = [received(f"第{number}盏路灯不亮") for number in range(6)]
    serials = [one.serial for one in made]
    steps = {after - before for before, after in itertools.pairwise(serials)}
    assert len(set(serials)) == 6
    assert steps != {1}
    assert all(10_000_000 <= serial < 100_000_000 for serial in serials)


def test_a_concern_is_found_by_its_number_and_by_no_row(received, receptionist):
    concern = received()
    visible = Concern.objects.visible_to(receptionist)
    assert list(visible.numbered(concern.number)) == [concern]
    assert not visible.numbered(f"2026-{concern.pk:06}")


def test_an_older_concern_keeps_the_number_that_it_had(received, receptionist):
    concern = received()
    Concern.objects.filter(pk=concern.pk).update(serial=143)
    concern.refresh_from_db()
    assert concern.number == "2026-000143"
    assert list(Concern.objects.visible_to(receptionist).numbered("2026-000143")) == [concern]


def test_what_is_taken_or_drawn_twice_is_drawn_again(received, monkeypatch):
    taken = received().serial
    drawn = iter([taken, 11_111_111, 22_222_222])
    monkeypatch.setattr(batches, "new_serial", lambda: next(drawn))
    fresh = [Concern(serial=serial) for serial in (taken, 11_111_111, 33_333_333)]
    number_concerns(fresh)
    assert [one.serial for one in fresh] == [22_222_222, 11_111_111, 33_333_333]
