"""Categories learnt and topics found, on messages made up here: what is unlike in words must come out apart."""

import csv
import json
import random
from itertools import combinations

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from zerentian.casework.cli.topics import topics
from zerentian.casework.cli.triage import triage
from zerentian.casework.rules.language.likeness import Compared, both_ways
from zerentian.casework.rules.language.linking import linked
from zerentian.casework.rules.language.places import beside_names, places_in, shared_name
from zerentian.casework.rules.language.runs import Kind, count, plain, spelled
from zerentian.casework.rules.language.suggesting import Message, Model
from zerentian.casework.rules.language.teaching import teach
from zerentian.casework.rules.language.topics import belonging, find_topics
from zerentian.ledger.rules.refusals import NotAllowed

WORDS = {
    "道路交通": [
        "村口路面坑洼积水",
        "货车超速",
        "公交站牌倒了",
        "桥栏杆松动",
        "红绿灯不亮",
        "班车停运",
        "路肩塌方",
        "标线看不清",
    ],
    "教育": [
        "小学食堂饭菜凉",
        "幼儿园报名",
        "校车晚点",
        "老师补课收费",
        "初中学区划分",
        "图书室不开门",
        "宿舍漏水",
        "营养午餐",
    ],
    "医疗": [
        "卫生院没有儿科医生",
        "疫苗接种预约",
        "药费报销比例",
        "村医不在岗",
        "体检报告",
        "救护车来得慢",
        "住院押金",
        "挂号排队",
    ],
}
ENDS = [
    "，请尽快处理。",
    "，已经半个月了。",
    "，希望有人来看看。",
    "，多次反映没有结果。",
    "，想问什么时候解决。",
]


def messages_of(many: int, seed: int = 0) -> tuple[list[Message], list[str]]:
    drawn = random.Random(seed)
    labels = [drawn.choice(sorted(WORDS)) for _ in range(many)]
    said = [
        Message(one[0], f"{drawn.choice('一二三四五六')}组{one[0]}，{one[1]}{drawn.choice(ENDS)}")
        for one in (drawn.sample(WORDS[label], 2) for label in labels)
    ]
    return said, labels


def right(model: Model, said: list[Message], labels: list[str]) -> float:
    found = [one.suggestions[0].category for one in model.suggest(said)]
    return sum(a == b for a, b in zip(found, labels, strict=True)) / len(labels)


@given(st.text(max_size=60))
def test_runs_are_counted_as_they_are_spelled(text):
    said, kind = plain(text), Kind(1, 3)
    counted = count([said, "别的"], kind)
    own = counted.counts[: counted.starts[1]]
    assert own.sum() == len(spelled(said, kind))
    assert {one for one, _ in spelled(said, kind)} == set(counted.hashes[: counted.starts[1]].tolist())


def test_words_cut_apart_count_as_if_they_were_not():
    assert plain("村口 路面　坑洼\n积水 Ａ３") == "村口路面坑洼积水a3"


def test_few_labels_and_the_rest_without_teach_a_category():
    said, labels = messages_of(240)
    few = [label if at < 24 else "" for at, label in enumerate(labels)]
    asked, true = messages_of(60, seed=9)
    assert right(teach(said, few, categories=sorted(WORDS)), asked, true) >= 0.95


def test_a_taxonomy_alone_suggests_on_the_first_day():
    asked, true = messages_of(60, seed=4)
    words = {
        "道路交通": ["公路", "公交", "货车", "桥", "路面"],
        "教育": ["小学", "幼儿园", "老师", "校车", "学区"],
        "医疗": ["卫生院", "医生", "疫苗", "住院", "药费"],
    }
    model = teach([], [], taxonomy=words, categories=sorted(WORDS))
    assert right(model, asked, true) >= 0.7


def test_labels_alone_teach_and_likelihoods_are_honest():
    said, labels = messages_of(1200)
    model = teach(said, labels)
    asked, true = messages_of(100, seed=5)
    found = list(model.suggest(asked))
    assert right(model, asked, true) >= 0.97
    assert all(abs(sum(each.probability for each in one.suggestions) - 1) < 1e-6 for one in found)
    assert sum(one.sure for one in found) > 80


def test_an_empty_message_and_one_about_nothing_known_are_unsure():
    model = teach(*messages_of(240))
    assert [one.sure for one in model.suggest([Message("", "  "), Message("qqq", "www zzz")])] == [
        False,
        False,
    ]


def test_why_names_the_words_that_weighed():
    model = teach(*messages_of(240))
    why = model.why(Message("校车晚点", "老师说校车又坏了"), "教育")
    assert why
    assert all(run in "校车晚点老师说校车又坏了" for run in why)


def test_a_kept_model_suggests_the_same():
    said, labels = messages_of(240)
    model = teach(said, labels)
    kept = Model.from_arrays(model.as_arrays())
    assert [one.suggestions[0].category for one in kept.suggest(said)] == [
        one.suggestions[0].category for one in model.suggest(said)
    ]


def test_one_category_alone_is_refused():
    with pytest.raises(NotAllowed, match="两个类别"):
        teach([Message("a", "b")] * 3, ["路"] * 3)


def test_linking_merges_what_is_near_on_average_and_leaves_the_rest():
    near = np.zeros((6, 6))
    for one, other, much in ((0, 1, 0.9), (1, 2, 0.8), (0, 2, 0.1), (3, 4, 0.5), (2, 3, 0.2)):
        near[one, other] = near[other, one] = much
    group = linked(csr_matrix(near), 0.3)
    assert group[0] == group[1] == group[2]
    assert group[3] == group[4] != group[0]
    assert group[5] not in (group[0], group[3])


def merged_one_after_another(near: np.ndarray, bound: float) -> set[frozenset[int]]:
    """Return the groups of average linkage as its definition has them: always the nearest two of all, in order."""
    groups = [frozenset([at]) for at in range(len(near))]
    while len(groups) > 1:
        pairs = list(combinations(groups, 2))
        means = [near[np.ix_(sorted(one), sorted(other))].mean() for one, other in pairs]
        nearest = max(range(len(pairs)), key=lambda at: means[at])
        if means[nearest] < bound:
            break
        one, other = pairs[nearest]
        groups = [*(group for group in groups if group not in (one, other)), one | other]
    return set(groups)


@given(st.integers(1, 9), st.randoms(use_true_random=False), st.sampled_from([0.1, 0.3, 0.5]))
def test_linking_in_rounds_gives_the_groups_that_merging_one_after_another_gives(many, chance, bound):
    near = np.zeros((many, many))
    for one, other in combinations(range(many), 2):
        # Some pairs are alike by nothing; no two are equally near, so there is one right answer.
        near[one, other] = near[other, one] = chance.random() * (chance.random() < 0.7)
    group = linked(csr_matrix(near), bound)
    found = {frozenset(np.flatnonzero(group == one).tolist()) for one in group}
    assert found == merged_one_after_another(near, bound)


def test_linking_nothing_leaves_everything_alone():
    assert linked(csr_matrix((3, 3)), 0.1).tolist() == [0, 1, 2]
    assert linked(csr_matrix((0, 0)), 0.1).tolist() == []


def test_names_of_places_are_told_by_their_ends():
    found = places_in("青石村小学门口积水", "我住在青石村三组，小学在云溪路上。")
    assert "小学" in found.fine
    assert "云溪" in found.coarse
    assert shared_name([("翠湖花园停水", "x"), ("请修翠湖花园水管", "y"), ("停水", "z")]).endswith("湖花园")


def pump(where: str, times: int, start: int = 0) -> list[Message]:
    ends = ["夜里吵得睡不着", "孩子没法写作业", "关窗也没有用", "已经找过物业", "老人心脏受不了"]
    return [
        Message(
            f"{where}楼下水泵噪音扰民", f"{where}地下室水泵整夜响，{ends[(start + at) % 5]}，请检修水泵。"
        )
        for at in range(times)
    ]


def others(many: int) -> list[Message]:
    return messages_of(many, seed=3)[0]


def test_one_matter_at_two_places_is_two_topics_and_a_person_is_counted_once():
    said = [*pump("锦绣花园", 6), *pump("东篱公寓", 5), *others(60)]
    persons = [b"a", b"b", b"c", b"d", b"e", b"a"] + [f"p{at}".encode() for at in range(len(said) - 6)]
    found = find_topics(said, persons)
    of = {member: one for one in found for member in one.members}
    assert of[0] is of[5]
    assert of[0].people == 5
    assert of[6] is of[10]
    assert of[0] is not of[6]


def leak(where: str, times: int) -> list[Message]:
    ends = ["墙皮掉了一地", "衣柜发霉", "接了三个盆", "开发商只刷了一遍涂料", "电线浸了水"]
    return [
        Message(f"{where}顶层屋面漏雨", f"{where}交房一年屋面开裂漏雨，{ends[at % 5]}。防水层谁来重做")
        for at in range(times)
    ]


def test_two_matters_of_one_place_are_two_topics():
    said = [*pump("万福魅力之城", 6), *leak("万福魅力之城", 5), *others(60)]
    found = find_topics(said, [b""] * len(said))
    of = {member: one for one in found for member in one.members}
    assert of[0] is of[5]
    assert of[6] is of[10]
    assert of[0] is not of[6]
    assert "魅力之城" not in beside_names("万福魅力之城屋面漏雨")
    assert "屋面漏雨" in beside_names("万福魅力之城屋面漏雨")


def test_the_matter_of_most_messages_is_one_topic_also_where_the_place_is_named_by_what_it_is_about():
    said = [
        Message(f"金岭新城搅拌站{what}", f"金岭新城旁边的搅拌站{what}，{often}，请关停搬走。")
        for what in ("扬尘", "噪音", "堵路", "污水")
        for often in ("一早就开工", "天天如此", "半夜还在响", "窗户不敢开")
    ]
    found = find_topics([*said, *others(40)], [b""] * (len(said) + 40))
    assert max(len(one.members) for one in found if 0 in one.members) == len(said)
    assert "搅拌站" in beside_names("金岭新城搅拌站扬尘")


def test_one_more_message_is_compared_as_if_it_had_been_there():
    said = [*pump("锦绣花园", 6), *pump("东篱公寓", 5), *others(60)]
    compared = Compared.of(said)
    groups = np.array([0] * 6 + [1] * 5 + [-1] * 60)
    for text, group in (
        (pump("锦绣花园", 9)[8], 0),
        (pump("东篱公寓", 8)[7], 1),
        (leak("锦绣花园", 1)[0], -1),
    ):
        assert belonging(compared.alike(text), groups) == group
    places, likeness = compared.alike(said[2])
    assert places[likeness.argmax()] == 2
    own = both_ways(compared.likenesses())[2].toarray().ravel()
    for place, much in zip(places.tolist(), likeness.tolist(), strict=True):
        assert place == 2 or own[place] == pytest.approx(much, abs=1e-5)
    for nothing in (Message("", ""), Message("完全无关", "zq")):
        assert belonging(compared.alike(nothing), groups) == -1


def test_one_person_many_times_is_a_series_and_nobody_known_is_unknown():
    said = [*pump("锦绣花园", 5), *others(40)]
    series = find_topics(said, [b"a"] * 5 + [f"p{at}".encode() for at in range(40)])
    own = next(one for one in series if 0 in one.members)
    assert own.series
    assert series.index(own) > 0
    unknown = next(one for one in find_topics(said, [b""] * 45) if 0 in one.members)
    assert (unknown.people, unknown.unknown, unknown.series) == (None, 5, False)


def write(path, heading, rows, encoding="utf-8"):
    with path.open("w", newline="", encoding=encoding) as stream:
        csv.writer(stream).writerows([heading, *rows])
    return str(path)


@pytest.fixture
def tables(tmp_path):
    said, labels = messages_of(90)
    train = write(
        tmp_path / "train.csv",
        ["label", "title", "text"],
        [(b, *a) for a, b in zip(said, labels, strict=True)],
    )
    test = write(tmp_path / "test.csv", ["title", "text"], [*messages_of(5, seed=8)[0], ("", "")])
    return tmp_path, train, test


def test_predict_says_three_categories_for_every_row_also_an_empty_one(tables):
    _, train, test = tables
    ran = CliRunner().invoke(triage, ["predict", train, test, "--json"], catch_exceptions=False)
    rows = json.loads(ran.stdout)["rows"]
    assert [one["row"] for one in rows] == [1, 2, 3, 4, 5, 6]
    assert all(len(one["suggestions"]) == 3 for one in rows)
    assert rows[5]["sure"] is False
    text = CliRunner().invoke(triage, ["predict", train, test], catch_exceptions=False).stdout
    assert "6 messages" in text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_tables_are_read_in_the_encodings_of_offices(tables, encoding):
    folder, train, _ = tables
    test = write(folder / "other.csv", ["title", "text"], [("校车晚点", "校车 晚点")], encoding)
    ran = CliRunner().invoke(triage, ["predict", train, test, "--json"], catch_exceptions=False)
    assert json.loads(ran.stdout)["rows"][0]["suggestions"][0]["category"] == "教育"


@pytest.mark.parametrize(
    ("content", "more", "said"),
    [
        (b"title,body\na,b\n", (), "text"),
        (b"", (), "empty"),
        (b"PK\x03\x04zip", (), "CSV"),
        (b'title,text\n"a,b\n', (), "test2.csv"),
        (b"title,text\na,b,c\n", (), "row 1"),
        (b"title,text\n", (), "no row"),
        (b"\xff\xfe\xff\x81\x20\xff,\x81\n", (), "UTF-8"),
        (b"title,text\na,b\n", ("--labels", "99"), "90"),
    ],
)
def test_bad_tables_are_named_with_their_place(tables, content, more, said):
    folder, train, _ = tables
    path = folder / "test2.csv"
    path.write_bytes(content)
    with pytest.raises(NotAllowed, match=said):
        CliRunner().invoke(triage, ["predict", train, str(path), *more], catch_exceptions=False)


def test_labels_of_one_kind_or_beside_the_taxonomy_are_refused(tables):
    folder, _, test = tables
    one = write(folder / "one.csv", ["label", "title", "text"], [("路", "a", "b")] * 4)
    with pytest.raises(NotAllowed, match="two categories"):
        CliRunner().invoke(triage, ["predict", one, test], catch_exceptions=False)
    other = write(folder / "taxonomy.csv", ["level1", "level2", "level3"], [("水利", "灌溉", "水渠")])
    with pytest.raises(NotAllowed, match="level1"):
        CliRunner().invoke(triage, ["predict", one, test, "--taxonomy", other], catch_exceptions=False)


def test_find_reads_persons_and_never_prints_them(tmp_path):
    said = [*pump("锦绣花园", 5), *others(40)]
    rows = [(f"N{at}", *one, "2026-01-01", f"person-{at}") for at, one in enumerate(said)]
    file = write(tmp_path / "m.csv", ["no", "t", "x", "at", "who"], [*rows, rows[0]])
    column_map = tmp_path / "map.toml"
    column_map.write_text('[columns]\nnumber="no"\ntitle="t"\ntext="x"\nreceived_at="at"\nperson="who"\n')
    ran = CliRunner().invoke(
        topics, ["find", file, "--map", str(column_map), "--json"], catch_exceptions=False
    )
    found = json.loads(ran.stdout)["topics"]
    own = next(one for one in found if "N0" in one["members"])
    assert own["people"] == own["messages"] == len(own["members"])
    assert "锦绣花园" in own["place"]
    assert "person-" not in ran.output
    assert "人" in CliRunner().invoke(topics, ["find", file, "--map", str(column_map)]).output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[columns]\nnumber="no"\n', "text"),
        ('[columns]\nnumber="no"\ntext="x"\nphone="who"\n', "phone"),
        ("[columns\n", "map.toml"),
        ('[columns]\nnumber="gone"\ntext="x"\n', "gone"),
    ],
)
def test_a_map_that_does_not_fit_says_what_is_wrong(tmp_path, text, said):
    file = write(tmp_path / "m.csv", ["no", "x"], [("1", "a"), ("", "b")])
    column_map = tmp_path / "map.toml"
    column_map.write_text(text)
    with pytest.raises(NotAllowed, match=said):
        CliRunner().invoke(topics, ["find", file, "--map", str(column_map)], catch_exceptions=False)


def test_a_row_without_a_number_is_named(tmp_path):
    file = write(tmp_path / "m.csv", ["no", "x"], [("1", "a"), ("", "b")])
    column_map = tmp_path / "map.toml"
    column_map.write_text('[columns]\nnumber="no"\ntext="x"\n')
    with pytest.raises(NotAllowed, match="row 2"):
        CliRunner().invoke(topics, ["find", file, "--map", str(column_map)], catch_exceptions=False)
