"""What the search index of an older program holds is made anew by the upgrade: numbers of persons, and of matters."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from zerentian.casework import grams
from zerentian.casework import search as concerns
from zerentian.casework.actions import Said, receive_concern
from zerentian.casework.models import Concern
from zerentian.casework.rules.concerns import Channel
from zerentian.duties import actions
from zerentian.ledger.actions import seal
from zerentian.organization.rules.bigrams import normalized, terms
from zerentian.rectification.actions.opening import open_finding
from zerentian.rectification.rules.findings import Source
from zerentian.web.models import Findable, SearchTerm
from zerentian.web.search import catch_up_wholly

UPGRADES = (
    "zerentian.web.migrations.0003_index_without_mixed_numbers",
    "zerentian.casework.migrations.0026_index_without_mixed_numbers",
)
SAID = "请打139零零零一2345联系，河道要清理"
NUMERALS = "零零零一"


def upgrade() -> None:
    """Do what the migrations do, and let the worker follow."""
    for name in UPGRADES:
        import_module(name).begin_anew(apps, None)
    concerns.catch_up_wholly()
    catch_up_wholly()


def found(account, words) -> list[str]:
    return [one.subject for one in Findable.objects.visible_to(account).about(words)]


@pytest.fixture
def older(township, receptionist, cadre, leader, now):
    """A task and a concern whose words hold a number in mixed signs, as the program before indexed them."""
    post = cadre.posts_on(now.date())[0]
    task = actions.assign_task(title=SAID, post=post, due=date(2026, 4, 2), by=leader, now=now)
    said = Said(text=SAID, title="河道的事")
    concern = receive_concern(said, unit=township, channel=Channel.HOTLINE, by=receptionist, now=now).concern
    seal(now=now)
    concerns.catch_up_wholly()
    catch_up_wholly()
    row = Findable.objects.get(subject=task.ref)
    Findable.objects.filter(pk=row.pk).update(text=normalized(SAID))
    SearchTerm.objects.filter(findable=row).delete()
    SearchTerm.objects.bulk_create(SearchTerm(term=one, findable=row) for one in sorted(terms(SAID)))
    grams.put([(concern.pk, SAID)])
    return task, concern


def test_numerals_of_a_number_are_found_no_more_and_the_words_beside_them_are(older, cadre, receptionist):
    task, concern = older
    seen = Concern.objects.visible_to(receptionist)
    assert task.ref in found(cadre, NUMERALS)
    assert grams.newest(NUMERALS) == [concern.pk]
    upgrade()
    assert found(cadre, NUMERALS) == []
    assert grams.newest(NUMERALS) == []
    assert found(cadre, "河道要清理") == [task.ref]
    assert concerns.find(seen, "河道要清理") == [concern]


def test_a_finding_is_found_by_its_whole_number(village, clerk, leader, now):
    said = {"title": "后沟排洪沟淤堵", "unit": village, "source": Source.SELF_CHECK, "found_on": now.date()}
    finding = open_finding(**said, by=clerk, now=now)
    seal(now=now)
    catch_up_wholly()
    assert found(leader, finding.number) == [finding.ref]
    concerns.check_no_person(finding.number)
