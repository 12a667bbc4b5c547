"""Tables of messages: what is refused at which place, and what topics of a file are told as."""

import pytest

from zerentian.casework.cli.topics import as_data, as_text, each_once, hashed
from zerentian.casework.rules.language.likeness import Compared
from zerentian.casework.rules.language.suggesting import Message
from zerentian.casework.rules.language.tables import read_rows, read_taxonomy, read_topic_map
from zerentian.casework.rules.language.teaching import teach
from zerentian.casework.rules.language.topics import Topic
from zerentian.ledger.rules.refusals import NotAllowed

# -- tables ----------------------------------------------------------------------------------------------------------


def test_of_many_that_are_alike_the_likest_are_kept(monkeypatch):
    said = ["水泵停了，没有水做饭", "水泵停了，没有水做饭", *["水泵停了，请公示维修原因"] * 3]
    compared = Compared.of([Message("", one) for one in said])
    asked = Message("", "水泵停了，请公示维修原因")
    assert set(compared.alike(asked)[0].tolist()) == set(range(5))
    monkeypatch.setattr("zerentian.casework.rules.language.likeness.MOST_LIKE", 3)
    assert set(compared.alike(asked)[0].tolist()) == {2, 3, 4}


def test_labels_of_one_category_alone_teach_beside_a_taxonomy():
    said = [Message("", f"路灯坏了第{at}次") for at in range(6)]
    taxonomy = {"灯": ["路灯 照明"], "渠": ["水渠 灌溉"]}
    model = teach(said, ["灯", *[""] * 5], taxonomy=taxonomy, categories=["灯", "渠"])
    (found,) = model.suggest([Message("", "水渠灌溉不便")])
    assert found.suggestions[0].category == "渠"


def test_many_labels_of_one_category_alone_teach_as_well(monkeypatch):
    """The first twenty matters of a township may all be about its lamps."""
    monkeypatch.setattr("zerentian.casework.rules.language.teaching.ENOUGH", 20)
    said = [Message("", f"路灯坏了第{at}次") for at in range(60)]
    taxonomy = {"灯": ["路灯 照明"], "渠": ["水渠 灌溉"]}
    for many in (60, 19):
        model = teach(said, ["灯"] * many + [""] * (60 - many), taxonomy=taxonomy, categories=["灯", "渠"])
        found = [one.suggestions[0].category for one in model.suggest([said[0], Message("", "水渠灌溉")])]
        assert found == ["灯", "渠"]


def table(tmp_path, content: str):
    path = tmp_path / "表.csv"
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a,a\n1,2\n", "有两个“a”列"),
        ("b\n1\n", "没有“a”列；表头是：b"),
        ("a\n1,2\n", "第 1 行有 2 格，表头只有 1 格"),
        ("a\n", "表头下面没有行"),
        (" \n", "是空的"),
    ],
)
def test_a_table_is_refused_at_its_place(tmp_path, content, words):
    with pytest.raises(NotAllowed, match=words):
        read_rows(table(tmp_path, content), ("a",))


def test_cells_are_read_by_heading_and_an_empty_line_is_no_row(tmp_path):
    path = table(tmp_path, " b ;a;c\n1;2;3\n\n4\n;;\n")
    assert read_rows(path, ("a", "b")) == [("2", "1"), ("", "4"), ("", "")]


def test_more_rows_than_a_township_has_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("zerentian.casework.rules.language.tables.MOST_ROWS", 2)
    assert len(read_rows(table(tmp_path, "a\n1\n2\n"), ("a",))) == 2
    with pytest.raises(NotAllowed, match="超过 2 行"):
        read_rows(table(tmp_path, "a\n1\n2\n3\n"), ("a",))


def test_a_taxonomy_gathers_the_words_of_each_category_and_none_is_without_a_name(tmp_path):
    heads = "level1,level2,level3\n"
    assert read_taxonomy(table(tmp_path, f"{heads}水利, 灌溉,\n 水利 ,,水渠\n道路,,\n")) == {
        "水利": ["水利", " 灌溉", " 水利 ", "水渠"],
        "道路": ["道路"],
    }
    with pytest.raises(NotAllowed, match="第 2 行 level1"):
        read_taxonomy(table(tmp_path, f"{heads}水利,,\n ,灌溉,\n"))


def test_a_map_may_name_its_columns_at_once_or_in_a_part_of_its_own(tmp_path):
    path = tmp_path / "map.toml"
    for text in ('number=" no "\ntext="x"\n', '[columns]\ntext="x"\nnumber="no"\nsource="12345"\n'):
        path.write_text(text, encoding="utf-8")
        assert read_topic_map(path) == {"number": "no", "text": "x"}
    path.write_text("[columns]\nnumber=1\n", encoding="utf-8")
    with pytest.raises(NotAllowed, match='键 = "列名"'):
        read_topic_map(path)


# -- topics of a file ------------------------------------------------------------------------------------------------


def test_of_rows_with_one_number_the_first_counts():
    rows = [{"number": " 1 ", "text": "甲"}, {"number": "1", "text": "乙"}, {"number": "2", "text": "丙"}]
    assert {number: row["text"] for number, row in each_once(rows, "m.csv", "编号").items()} == {
        "1": "甲",
        "2": "丙",
    }
    with pytest.raises(NotAllowed, match="第 2 行“编号”"):
        each_once([rows[0], {"number": " ", "text": ""}], "m.csv", "编号")


def test_persons_are_told_apart_and_nobody_is_nobody():
    one, same, other, nobody = hashed(["甲", " 甲 ", "乙", "  "])
    assert one == same != other
    assert (nobody, len(one)) == (b"", 16)
    assert hashed(["甲"]) != [one], "the key is thrown away"


def test_topics_are_told_with_people_and_series_apart():
    numbers, said = ["N1", "N2", "N3", "N4"], [Message("停水", "")] * 4
    found = [Topic((0, 1), 2, 1, "翠湖花园", 0.3), Topic((2, 3), 1, 0, "", 0.3)]
    assert as_data(found[0], numbers) == {
        "members": ["N1", "N2"],
        "messages": 2,
        "people": 2,
        "unknown": 1,
        "place": "翠湖花园",
        "series": False,
    }
    line, last = as_text(found, numbers, said)
    assert "2 人，另 1 件未知，2 件  翠湖花园  停水  (N1、N2…)" in line
    assert last.startswith("共 1 个事项，显示前 1 个；同一人多次反映的 1 组另计")
    unknown = as_text([Topic((0, 1), None, 2, "", 0.3)], numbers, said)[0]
    assert "未知，2 件  —" in unknown
