"""How the index of words is asked and kept, on either engine."""

import pytest

from zerentian.casework import grams, search
from zerentian.casework.models import Concern, IndexProgress
from zerentian.casework.rules.concerns import Kind
from zerentian.ledger.actions import seal
from zerentian.ledger.rules.refusals import NotAllowed

pytestmark = pytest.mark.django_db

TEXTS = ("锦绣花园水泵整夜响，请检修", "锦绣花园水泵夜里吵，请检修", "锦绣花园的水泵响个不停，请检修")


@pytest.fixture
def pump(brought):
    """Three messages about one pump: two by one person, one by nobody known."""
    return [
        brought(text, phone) for text, phone in zip(TEXTS, ("13900000001", "13900000001", ""), strict=True)
    ]


# -- the index of words ----------------------------------------------------------------------------------------------


@pytest.fixture
def indexed(pump):
    """The three messages in the index, oldest first."""
    grams.put([(one.pk, search.text_of(one, ())) for one in pump])
    return [one.pk for one in pump]


def test_words_find_the_newest_first_below_a_key_and_no_more_than_asked(indexed):
    assert grams.newest("水泵") == indexed[::-1]
    assert grams.newest("水泵", limit=2) == indexed[:0:-1]
    assert grams.newest("水泵", before=indexed[2]) == indexed[1::-1]
    assert grams.newest("水泵 夜里") == [indexed[1]]
    assert grams.newest("泵") == indexed[::-1]
    assert grams.newest("") == grams.newest("，。") == grams.newest("水渠") == []


def test_of_a_few_those_that_hold_the_words(indexed):
    assert grams.newest_of(indexed[:2], "水泵", limit=5) == indexed[1::-1]
    assert grams.newest_of(indexed, "水泵", limit=1) == [indexed[2]]
    assert grams.newest_of([], "水泵", limit=5) == grams.newest_of(indexed, "", limit=5) == []
    assert grams.newest_of([indexed[0], indexed[2]], "水泵", limit=5) == [indexed[2], indexed[0]]


def test_what_is_put_again_replaces_and_an_empty_text_takes_out(indexed):
    grams.put([(indexed[0], "路灯坏了"), (indexed[1], "")])
    assert grams.newest("水泵") == [indexed[2]]
    assert grams.newest("路灯") == [indexed[0]]
    grams.take_out([indexed[0]])
    assert grams.newest("路灯") == []


def test_the_likest_stands_first_and_one_sign_is_like_nothing(indexed):
    assert grams.alike("水泵夜里吵")[0] == indexed[1]
    assert grams.alike("水泵夜里吵", limit=1) == [indexed[1]]
    assert grams.alike("水") == grams.alike("") == []


def test_a_place_of_a_pair_is_where_it_stands():
    assert grams.vector(["水泵", "泵响", "水泵"]) == "'水泵':1,3 '泵响':2"
    assert grams.vector(["水泵"] * 300).count(",") == 254


def test_what_is_found_by_is_title_words_place_and_released_replies_without_digits(answered, accepted):
    reply = answered.replies.get()
    text = search.text_of(answered, [reply])
    for words in ("村口路灯不亮", "看不清", "上坪村口", "控制器损坏"):
        assert words in text
    reply.released = False
    assert "控制器损坏" not in search.text_of(answered, [reply])
    answered.title = "编号12345678901"
    assert "1234" not in search.text_of(answered, [])
    answered.kind = Kind.WRONGDOING
    assert search.text_of(answered, [reply]) == ""


def test_the_index_follows_what_is_sealed_in_steps_and_no_further(pump, receptionist, now):
    assert search.catch_up() == 0
    seal(now=now)
    assert search.catch_up(step=2) == 2
    assert IndexProgress.objects.get().size == 2
    while search.catch_up():
        pass
    assert search.catch_up() == 0
    assert [one.pk for one in search.find(Concern.objects.visible_to(receptionist), "水泵")] == [
        one.pk for one in reversed(pump)
    ]


@pytest.mark.parametrize(
    ("words", "is_refused"),
    [
        ("13900000000", True),
        ("路灯 13900000000", True),
        ("2026-12345678", False),
        ("2026-03-02", False),
        ("3组路灯", False),
        ("路灯", False),
    ],
)
def test_a_number_of_a_person_is_no_word_and_that_of_a_matter_or_a_day_is(words, is_refused):
    if is_refused:
        with pytest.raises(NotAllowed, match="不能按电话"):
            search.check_no_person(words)
    else:
        search.check_no_person(words)


@pytest.mark.parametrize(
    ("words", "looked_for"), [("路灯 3组", "路灯"), ("路灯", "路灯"), ("灯", "灯"), ("3组路灯", "组路灯")]
)
def test_digits_are_not_looked_for_nor_the_single_sign_beside_them(words, looked_for):
    assert search.searched(words).split() == looked_for.split()


def test_where_few_are_left_they_are_looked_into_one_by_one(pump, receptionist, monkeypatch):
    visible = Concern.objects.visible_to(receptionist)
    assert search.few_of(visible, pump[2].pk) == [pump[1].pk, pump[0].pk]
    monkeypatch.setattr(search, "FEW", 1)
    assert search.few_of(visible, pump[2].pk) is None
    assert search.few_of(visible, pump[1].pk) == [pump[0].pk]


def test_look_alikes_are_those_one_may_see_the_likest_first_and_few(indexed, receptionist, outsider):
    found = search.look_alikes(Concern.objects.visible_to(receptionist), "水泵夜里吵")
    assert found[0].pk == indexed[1]
    assert len(search.look_alikes(Concern.objects.visible_to(receptionist), "水泵夜里吵", limit=1)) == 1
    assert search.look_alikes(Concern.objects.visible_to(outsider), "水泵夜里吵") == []
