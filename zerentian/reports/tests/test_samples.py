"""Samples for a re-check: drawn from a seal and the inspector's words, drawn again by anybody, printed."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.actions import seal
from zerentian.ledger.figures import entries_behind
from zerentian.ledger.models import Entry, Seal
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.reports.actions.sampling import draw_sample, entries_drawn
from zerentian.reports.cli.sample import sample as sample_command
from zerentian.reports.models import Sample
from zerentian.reports.offline.verify import drawn

from .conftest import PERIOD

WORDS = "今天上午看河边"
PAGE = Path(__file__).resolve().parents[3] / "docs" / "sample.md"


@pytest.fixture
def sealed(walk, now) -> Seal:
    """A seal over thirty walks."""
    for day in range(1, 29):
        walk(date(2026, 2, day), day)
    return seal(now=now)


@pytest.fixture
def drawing(sealed, township, inspector, now):
    """Draw with the usual choices, or others."""

    def draw(**given) -> Sample:
        usual = {"unit": township, "period": PERIOD, "figure": "walks.count", "count": 5, "words": WORDS}
        return draw_sample(**(usual | {"size": sealed.size, "by": inspector, "now": now} | given))

    return draw


def test_the_seed_is_recorded_and_the_draw_follows_from_it(drawing, sealed) -> None:
    sample = drawing()
    entry = Entry.objects.get(verb="sample.drawn")
    assert entry.fact["seed"] == sample.seed
    assert entry.fact["size"] == sealed.size
    assert WORDS not in entry.facts
    entries, whole = entries_drawn(sample)
    assert (len(entries), whole) == (5, 28)
    assert entries_drawn(sample)[0] == entries


def test_what_is_recorded_later_changes_no_draw(drawing, walk, now) -> None:
    sample = drawing()
    before = entries_drawn(sample)
    head = Entry.objects.get(subject="walk:0203")
    walk(date(2026, 2, 3), 9, replaces=head, change="corrected")
    walk(date(2026, 3, 1), 9)
    seal(now=now)
    assert entries_drawn(sample) == before


def test_anyone_draws_the_same_with_the_lines_of_the_manual(drawing, sealed, township) -> None:
    names: dict = {}
    exec(re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)[0], names)
    behind = entries_behind("walks.count", unit="990100/990101", period=PERIOD, size=sealed.size)
    positions = list(behind.values_list("index", flat=True))
    again = names["draw_again"](bytes(sealed.root), WORDS, positions, 5)
    assert [entry.index for entry in entries_drawn(drawing())[0]] == again


def test_other_words_draw_others(drawing) -> None:
    first, second = drawing(), drawing(words="下午再看另一处")
    for sample in (first, second):
        assert re.fullmatch(r"2026-[1-9]\d{7}", sample.number), "no gap tells of what others drew"
    assert entries_drawn(first)[0] != entries_drawn(second)[0]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"words": "随便"}, "口令至少"),
        ({"count": 0}, "抽取数"),
        ({"figure": "walks.met"}, "不能抽样"),
        ({"size": 1}, "没有这次封存"),
    ],
)
def test_a_draw_that_could_not_be_repeated_is_refused(drawing, given, said) -> None:
    with pytest.raises(NotAllowed, match=said):
        drawing(**given)
    assert not Sample.objects.exists()


def test_only_an_inspector_draws(drawing, clerk, first) -> None:
    for account in (clerk, first):
        with pytest.raises(Forbidden):
            drawing(by=account)


@given(st.binary(min_size=32, max_size=32), st.sets(st.integers(0, 10**6), max_size=60), st.integers(1, 20))
def test_a_draw_is_a_part_of_the_entries_and_does_not_hang_on_their_order(seed, entries, count) -> None:
    chosen = drawn(seed, sorted(entries), count)
    assert chosen == drawn(seed, sorted(entries, reverse=True), count)
    assert len(chosen) == min(count, len(entries))
    assert set(chosen) <= entries


def test_an_inspector_draws_on_the_page_and_prints_the_list(client_of, inspector, sealed) -> None:
    client = client_of(inspector)
    page = client.get("/reports/samples/new/").content.decode()
    assert sealed.root_hex in page
    given = {"unit": "990101", "period": PERIOD.code, "figure": "walks.count", "count": 4, "words": WORDS}
    answer = client.post("/reports/samples/new/", {**given, "size": sealed.size}, follow=True)
    listed = answer.content.decode()
    sample = Sample.objects.get()
    for entry in entries_drawn(sample)[0]:
        assert f"/trail/{entry.uuid}/" in listed
    assert sample.seed in listed
    assert sample.number in client.get("/reports/samples/").content.decode()
    refused = client.post("/reports/samples/new/", {**given, "words": "随便", "size": sealed.size})
    assert refused.status_code == 422


def test_those_who_do_not_draw_do_not_see_the_sample(client_of, clerk, inspector, drawing) -> None:
    number = drawing().number
    assert client_of(inspector).get(f"/reports/samples/{number}/").status_code == 200
    assert client_of(clerk).get(f"/reports/samples/{number}/").status_code == 403
    assert "/reports/samples/" not in client_of(clerk).get("/reports/").content.decode()


def test_the_console_draws_the_same(sealed) -> None:
    arguments = ["--unit", "990101", "--period", PERIOD.code, "--figure", "walks.count", "--count", "3"]
    ran = CliRunner().invoke(sample_command, [*arguments, "--words", WORDS, "--by", "inspector", "--json"])
    assert ran.exit_code == 0, ran.output
    said = json.loads(ran.output)
    assert said["entries"] == [entry.index for entry in entries_drawn(Sample.objects.get())[0]]
    assert said["population"] == 28


@pytest.mark.parametrize("size", ["x", "²", "9" * 30, ""])
def test_a_size_that_is_no_number_is_said_beside_its_field(client_of, inspector, size):
    page = client_of(inspector).post(reverse("reports:sample-new"), {"size": size, "figure": "deeds.count"})
    assert page.status_code == 422
