"""The arithmetic below suggestions and topics, each rule by itself: weights, places, likeness, heat, what is sure."""

from collections import Counter
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from zerentian.casework.rules.language.likeness import Compared, place_factors, shared
from zerentian.casework.rules.language.linking import linked, merged
from zerentian.casework.rules.language.places import (
    COARSE,
    FINE,
    beside,
    beside_names,
    named,
    pairs,
    places_in,
    said_before_name,
    shared_name,
)
from zerentian.casework.rules.language.replying import FEWEST_PAIRS, SHORTEST, Usual
from zerentian.casework.rules.language.runs import BREAK, Kind, count, fingerprint, plain, spelled
from zerentian.casework.rules.language.suggesting import Message, Model, untaught
from zerentian.casework.rules.language.teaching import (
    TAUGHT_SHARE,
    Linear,
    calibrated,
    least_right,
    mean_of,
    surest,
    teach,
)
from zerentian.casework.rules.language.topics import BOUND, CLOSE, Topic, belonging, members_of
from zerentian.casework.rules.language.vocabulary import Vocabulary, as_arrays, from_arrays, side_by_side
from zerentian.casework.rules.language.weighing import Named, Names, Runs

PAIRS = Kind(2, 2)


# -- runs and how much they weigh ------------------------------------------------------------------------------------


@given(st.text(alphabet="路灯坏了 Ａa", max_size=12))
def test_plain_texts_have_no_blanks_no_capitals_and_stay_as_they_are_when_plain_again(text):
    once = plain(text)
    assert plain(once) == once
    assert not any(sign.isspace() or sign.isupper() for sign in once)


def test_no_run_goes_over_a_break_nor_from_one_text_into_the_next():
    assert count([f"路灯{BREAK}坏了"], Kind(2, 3)).counts.sum() == 2
    assert count(["路灯", "坏了"], PAIRS).starts.tolist() == [0, 1, 2]
    assert [run for _, run in spelled("路灯坏", Kind(1, 2))] == ["路", "灯", "坏", "路灯", "灯坏"]
    together, apart = count(["路灯坏了"], PAIRS), count(["路灯", "坏了"], PAIRS)
    assert set(apart.hashes.tolist()) < set(together.hashes.tolist())


def test_runs_of_another_salt_never_meet():
    one, other = count(["路灯坏了"], Kind(2, 3)), count(["路灯坏了"], Kind(2, 3, salt=5))
    assert not set(one.hashes.tolist()) & set(other.hashes.tolist())


def test_near_equal_texts_share_a_fingerprint_and_one_too_short_has_none_of_its_own():
    said = "村口第二盏路灯坏了半个月晚上看不清"
    same, short, shorter = fingerprint([said, said])[0], *fingerprint(["路灯", "坏"]).tolist()
    assert fingerprint([said])[0] == same
    assert short == shorter == 2**32


def test_a_run_is_known_from_two_texts_on_and_the_rarer_the_heavier():
    vocabulary = Vocabulary.of(count(["路灯坏", "路灯亮", "路灯", "水渠"], PAIRS), PAIRS)
    assert len(vocabulary.hashes) == 1, "the street lamp alone stands in several"
    assert vocabulary.rarity[0] == pytest.approx(log(5 / 4) + 1)
    every = Vocabulary.of(count(["路灯坏", "路灯亮"], PAIRS), PAIRS, least=1)
    assert sorted(every.rarity.tolist()) == pytest.approx(sorted([1, log(3 / 2) + 1, log(3 / 2) + 1]))
    single = Vocabulary.of(count(["路灯"], PAIRS), PAIRS)
    assert len(single.hashes) == 1, "a single text teaches its own"


def test_of_too_many_runs_those_of_most_texts_are_kept(monkeypatch):
    monkeypatch.setattr("zerentian.casework.rules.language.vocabulary.MOST_RUNS", 1)
    texts = ["路灯水渠", "路灯水渠", "路灯"]
    kept = Vocabulary.of(count(texts, PAIRS), PAIRS)
    assert kept.hashes.tolist() == [spelled("路灯", PAIRS)[0][0]]


def test_the_weights_of_a_text_have_length_one_and_what_is_unknown_weighs_nothing():
    vocabulary = Vocabulary.of(count(["路灯坏了", "路灯坏了"], PAIRS), PAIRS)
    weighed = vocabulary.weigh(count(["路灯坏了", "水渠", "路灯路灯坏"], PAIRS))
    lengths = [
        float((weighed.weights[first:last] ** 2).sum())
        for first, last in zip(weighed.starts[:-1], weighed.starts[1:], strict=True)
    ]
    assert lengths == pytest.approx([1, 0, 1], abs=1e-6)
    twice = dict(
        zip(weighed.columns[weighed.starts[2] :].tolist(), weighed.weights[weighed.starts[2] :], strict=True)
    )
    lamp = vocabulary.hashes.tolist().index(spelled("路灯", PAIRS)[0][0])
    assert max(twice, key=twice.get) == lamp, "what stands twice weighs more, not twice"
    assert twice[lamp] / min(twice.values()) == pytest.approx(1 + log(2), abs=1e-5)


def test_fields_stand_side_by_side_with_their_shares_and_are_kept_as_they_were():
    vocabulary = Vocabulary.of(count(["路灯", "路灯"], PAIRS), PAIRS)
    weighed = vocabulary.weigh(count(["路灯"], PAIRS))
    both = side_by_side([(weighed, 1, 1.0), (weighed, 1, 0.7)])
    assert (both.columns.tolist(), both.starts.tolist()) == ([0, 1], [0, 2])
    assert both.weights.tolist() == pytest.approx([1, 0.7])
    kept = from_arrays(as_arrays(vocabulary, "whole"), "whole")
    assert (kept.kind, kept.hashes.tolist(), kept.rarity.tolist()) == (
        PAIRS,
        vocabulary.hashes.tolist(),
        vocabulary.rarity.tolist(),
    )
    assert vocabulary.times(np.array([2.0])).rarity[0] == pytest.approx(2 * vocabulary.rarity[0])


# -- names of places -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stem", "before"),
    [("请求上坪", "请求"), ("上坪", ""), ("的的", "的的"), ("我在上坪", "我在")],
)
def test_what_cannot_belong_to_a_name_is_what_was_said_before_it(stem, before):
    assert said_before_name(stem) == before


def test_a_name_has_four_signs_before_its_end_at_most():
    assert named("万福魅力之城", FINE) == ["福魅力之城"]
    assert named("上坪村与石桥村", COARSE) == ["上坪村", "石桥村"]
    assert named("路灯坏了", COARSE) == []


def test_the_pairs_of_a_name_are_of_neighbours():
    assert pairs(["上坪村", "石桥"]) == {"上坪", "坪村", "石桥"}
    assert pairs(["村"]) == frozenset()


def test_places_are_told_apart_by_how_fine_they_are_and_read_where_a_message_begins():
    found = places_in("翠湖花园停水", "云岭镇望城区" + "，请处理" * 60 + "东篱公寓")
    assert found.fine == pairs(["翠湖花园"])
    assert found.coarse == pairs(["云岭镇"])
    assert found.districts == {"望城区"}
    assert places_in("停水", "三天没水") == (frozenset(), frozenset(), frozenset())


@pytest.mark.parametrize(
    ("stem", "end", "left"),
    [("请求金岭", "搅拌站", f"请求{BREAK}搅拌站"), ("翠湖", "花园", BREAK), ("云溪", "小学", f"{BREAK}小学")],
)
def test_beside_a_name_stays_what_was_said_and_what_the_place_is_for(stem, end, left):
    assert beside(stem, end) == left


def test_beside_names_nothing_of_a_district_stays():
    said = beside_names("望城区翠湖花园停水")
    assert said.endswith("停水")
    assert "望城" not in said
    assert "翠湖" not in said
    assert beside_names("停水三天") == "停水三天"


@pytest.mark.parametrize(("many", "of", "name"), [(2, 6, "湖花园"), (1, 3, ""), (2, 7, "")])
def test_a_topic_is_called_by_a_name_that_two_messages_and_a_third_of_them_give(many, of, name):
    said = [("翠湖花园停水", "")] * many + [("停水", "")] * (of - many)
    assert shared_name(said).endswith(name)
    assert bool(shared_name(said)) is bool(name)


# -- likeness and heat -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seen", "kept"), [([1], 0), ([2], 1), ([5], 1), ([6], 0), ([2, 5, 6, 0, 1], 2)])
def test_runs_count_that_stand_in_two_messages_and_not_in_too_many(seen, kept):
    runs = Runs.counted(PAIRS, np.array(seen, dtype=np.int32), many=10, most=5)
    assert len(runs.buckets) == len(runs.rarity) == kept
    if kept == 2:
        assert runs.buckets.tolist() == [0, 1]
        assert runs.rarity.tolist() == pytest.approx([log(10 / 3) + 1, log(10 / 6) + 1])


def test_names_count_that_several_messages_give_and_not_too_many():
    counted = Counter({"上坪": 2, "石桥": 1, "云岭": 21, "城区": 20})
    names = Names.counted(counted, many=100, common=0.02)
    assert list(names.column) == ["上坪", "城区"]
    assert names.rarity.tolist() == pytest.approx([log(50), log(5)], abs=1e-4)
    every = Names.counted(counted, many=100, common=1.0)
    assert set(every.column) == {"上坪", "云岭", "城区"}
    rows = names.rows([frozenset({"上坪", "石桥"}), frozenset()])
    assert rows.toarray().tolist() == [[pytest.approx(log(50), abs=1e-4), 0], [0, 0]]
    kept = Names.from_arrays(names.as_arrays("fine"), "fine")
    assert (kept.column, kept.rarity.tolist()) == (names.column, names.rarity.tolist())


def placed(fine, coarse=(), districts=()):
    """Return messages as rows of the places they name, each with how rare it is."""
    return Named(
        *(
            csr_matrix(np.atleast_2d(np.array([one or [0.0]], dtype=float)))
            for one in (fine, coarse, districts)
        )
    )


@pytest.mark.parametrize(
    ("ours", "theirs", "factor", "is_one"),
    [
        (([], []), ([], []), 1.0, False),
        (([3.0, 0.0], []), ([0.0, 3.0], []), 0.1, False),
        (([], [3.0, 0.0]), ([], [0.0, 3.0]), 0.5, False),
        (([3.0, 0.0], []), ([], []), 1.0, False),
        (([14.0], []), ([14.0], []), 1.6, True),
        (([13.9], []), ([13.9], []), 1.0, True),
        (([], [14.0]), ([], [14.0]), 1.0, True),
    ],
    ids=["none", "other fine", "other coarse", "one names none", "one rare", "one less rare", "one coarse"],
)
def test_two_places_make_messages_less_alike_and_one_rare_place_more(ours, theirs, factor, is_one):
    width = {at: max(len(ours[at]), len(theirs[at]), 1) for at in (0, 1)}
    wide = [[[*one[at], *[0.0] * (width[at] - len(one[at]))] for at in (0, 1)] for one in (ours, theirs)]
    left, right = placed(*wide[0]), placed(*wide[1])
    zero = np.zeros(1, dtype=np.int64)
    for side in (left, right):
        for rows in (side.fine, side.coarse, side.districts):
            rows.eliminate_zeros()
    factors, here = place_factors(zero, zero, left, right)
    assert factors.tolist() == pytest.approx([factor])
    assert here.tolist() == ([0] if is_one else [])


def test_what_two_messages_name_together_counts_by_its_rarity():
    ours, theirs = csr_matrix([[2.0, 3.0, 0.0]]), csr_matrix([[5.0, 0.0, 7.0]])
    zero = np.zeros(1, dtype=np.int64)
    assert shared(ours, theirs, zero, zero).tolist() == [2.0]


def test_what_was_compared_is_kept_and_compares_as_before():
    said = [Message("翠湖花园停水", f"翠湖花园停水{what}天，请尽快供水") for what in "一二三四五"]
    compared = Compared.of(said)
    kept = Compared.from_arrays(compared.as_arrays())
    for one in (compared, kept):
        places, likeness = one.alike(Message("翠湖花园停水", "翠湖花园停水六天，请尽快供水"))
        assert set(places.tolist()) <= set(range(5))
        assert len(places) == len(likeness) > 0
    assert compared.likenesses().diagonal().tolist() == [0] * 5, "no message is like itself"
    told: list[int] = []
    compared.likenesses(told.append)
    assert sum(told) == 5


@pytest.mark.parametrize(
    ("likeness", "group"),
    [([0.2, 0.0], 0), ([0.0, 0.2], 1), ([0.2, 0.3], 1), ([0.19, 0.0], -1), ([0.0, 0.0], -1)],
)
def test_one_more_message_belongs_to_the_group_it_is_likest_to_on_the_mean(likeness, group):
    """The first group has two members, of which it is like one; the second has two as well."""
    groups = np.array([0, 0, 1, 1, -1])
    alike = (np.array([0, 2, 4]), np.array([*likeness, 0.9]))
    assert belonging(alike, groups) == group
    assert belonging((np.array([4]), np.array([0.9])), groups) == -1
    assert belonging((np.zeros(0, dtype=np.int64), np.zeros(0)), groups) == -1
    assert BOUND == 0.1


@pytest.mark.parametrize(
    ("people", "unknown", "closeness", "heat"),
    [
        (3, 0, 0.2, 0.6),
        (3, 2, 0.2, 0.8),
        (3, 0, 0.9, 3 * CLOSE),
        (None, 4, 0.2, 0.2),
        (1, 0, 0.2, 0.0),
        (1, 1, 0.2, 0.4),
    ],
)
def test_heat_is_people_times_how_close_they_are_and_nothing_for_a_series(people, unknown, closeness, heat):
    topic = Topic((0, 1, 2), people, unknown, "", closeness)
    assert topic.heat == pytest.approx(heat)
    assert topic.series is (people == 1 and unknown == 0)


def test_of_two_that_are_each_others_nearest_the_first_stands_and_others_wait():
    assert merged(np.array([1, 0, 1])).tolist() == [0, 0, 2]
    assert [one.tolist() for one in members_of(np.array([1, 0, 1]))] == [[1], [0, 2]]


@pytest.mark.parametrize(("likeness", "one"), [(0.3, True), (0.29, False)])
def test_two_are_linked_from_the_bound_on(likeness, one):
    near = csr_matrix(np.array([[0, likeness], [likeness, 0]]))
    found = linked(near, 0.3)
    assert len(set(found.tolist())) == (1 if one else 2)


# -- suggestions -----------------------------------------------------------------------------------------------------


def test_the_words_of_two_categories_suggest_and_one_alone_suggests_nothing():
    assert untaught({"路": ["道路"]}) is None
    model = untaught({"水": ["供水 自来水"], "路": ["道路 坑洼"]})
    (found,) = model.suggest([Message("停了自来水", "")])
    assert [one.category for one in found.suggestions] == ["水", "路"]
    assert found.sure is False
    assert set("".join(model.why(Message("停了自来水", ""), "水"))) <= set("自来水")
    assert model.why(Message("停了自来水", ""), "路") == []
    assert Model.from_arrays(model.as_arrays()).categories == ("水", "路")


def test_why_names_what_weighed_most_first_and_no_sign_twice():
    said = "供水 自来水 停水"
    model = untaught({"水": [said, "停水", "停水"], "路": ["道路 坑洼"]})
    message = Message("", "停水了请恢复自来水")
    why = model.why(message, "水")
    column = model.categories.index("水")
    whole = model.fields.whole
    heavy_of = model.weights[: len(whole.hashes), column] * whole.rarity
    weight = dict(zip(whole.hashes.tolist(), heavy_of.tolist(), strict=True))
    heavy = [weight[spelled(run, Kind(1, 2))[-1][0]] for run in why]
    assert len(why) > 1
    assert heavy == sorted(heavy, reverse=True)
    assert len(set("".join(why))) == sum(map(len, why))
    assert len(model.why(message, "水", most=1)) == 1


def test_with_many_labels_runs_that_tell_categories_apart_weigh_more(monkeypatch):
    said = [
        Message("", f"路灯坏了第{at}次") if at % 2 else Message("", f"水渠堵了第{at}次") for at in range(40)
    ]
    labels = ["灯" if at % 2 else "渠" for at in range(40)]
    few = teach(said, labels)
    monkeypatch.setattr("zerentian.casework.rules.language.teaching.ENOUGH", 40)
    many = teach(said, labels)
    lamp = few.fields.whole.hashes.tolist().index(spelled("路灯", Kind(1, 2))[-1][0])
    times = few.fields.whole.hashes.tolist().index(spelled("次", Kind(1, 2))[-1][0])
    more = many.fields.whole.rarity / few.fields.whole.rarity
    assert more[lamp] > 2
    assert more[times] == pytest.approx(1, abs=0.01)


def test_the_surest_half_of_each_category_is_learnt_from_and_five_at_least():
    assert TAUGHT_SHARE == 0.5
    lead = np.arange(1, 21, dtype=float)
    scores = np.stack([lead, np.zeros(20)], axis=1)
    assert surest(scores).tolist() == list(range(10, 20))
    assert surest(scores[:6]).tolist() == [1, 2, 3, 4, 5]
    both = np.concatenate([scores[:6], scores[:6][:, ::-1]])
    assert surest(both).tolist() == [1, 2, 3, 4, 5, 7, 8, 9, 10, 11]


def test_scores_are_scaled_to_mean_nothing_and_deviation_one():
    matrix = csr_matrix(np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]))
    linear = Linear(np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([5.0, 0.0]))
    scores = linear.scaled(matrix).of(matrix)
    assert (scores.mean(), scores.std()) == (pytest.approx(0), pytest.approx(1))
    assert linear.scaled(matrix[:0]) is linear
    assert linear.times(2).plus(linear).of(matrix) == pytest.approx(3 * linear.of(matrix))
    assert mean_of(matrix).tolist() == pytest.approx([2 / 13**0.5, 3 / 13**0.5])
    assert mean_of(matrix[:0]).tolist() == [0, 0]


def test_before_any_label_likelihoods_are_as_steep_as_is_usual_and_nothing_is_outside():
    steepness, offsets = calibrated(np.zeros((0, 2)), np.zeros(0, dtype=np.int64), 2)
    assert (steepness, offsets.tolist()) == (1.7, [0, 0])
    assert least_right(np.zeros((0, 2)), np.zeros(0, dtype=np.int64)) == -np.inf
    scores = np.array([[1.0, 0.0], [0.0, 3.0], [9.0, 0.0]])
    assert least_right(scores, np.array([0, 1, 1])) == pytest.approx(1.1)


# -- replies ---------------------------------------------------------------------------------------------------------


def test_what_is_usual_is_learnt_from_fifty_pairs_and_a_short_message_or_no_reply_is_beside_nothing():
    words = [f"{one}组的{two}坏了请派人来修理" for one in "一二三四五六七八九十" for two in "灯桥渠路井"]
    answered = [(one, f"{one}，已派人修好") for one in words]
    assert Usual.of(answered[: FEWEST_PAIRS - 1]) is None
    usual = Usual.of(answered[:FEWEST_PAIRS])
    kept = Usual.from_arrays(usual.as_arrays())
    message = words[0]
    for one in (usual, kept):
        assert one.likeness(message, message) == pytest.approx(1, abs=1e-5)
        assert one.is_beside(message, "低保金下月发放，请带身份证")
        assert not one.is_beside(message, f"{message}，已派人修好")
        assert not one.is_beside(message, " ")
        assert not one.is_beside("灯坏了" * 3, "低保金下月发放")
    assert (SHORTEST, FEWEST_PAIRS) == (12, 50)
