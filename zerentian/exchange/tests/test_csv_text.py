"""A delimited text taken apart: encodings, signs between fields, quotes, rows that are made or inserted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.exchange.rules import csv_text
from zerentian.exchange.rules.csv_text import (
    MARK,
    SEARCHED_LINES,
    encoding_of,
    first_lines,
    is_csv,
    quoted,
    read_csv,
    unquoted,
)
from zerentian.ledger.rules.refusals import NotAllowed

FIELDS = st.text(alphabet='甲a,"\n\r;\t =', max_size=6)


def said(content):
    """Return the rows of a text, field by field."""
    taken = read_csv(content)
    return [[unquoted(one) for one in line.fields] for line in taken.lines]


@given(FIELDS, st.sampled_from(",;\t"), st.sampled_from(["", '""', '"旧"', "旧"]))
def test_a_text_reads_back_from_the_field_that_was_written(text, delimiter, like):
    raw = quoted(text, like=like, delimiter=delimiter)
    assert unquoted(raw) == text or text.startswith('"') is False
    if like.startswith('"'):
        assert raw.startswith('"')


@pytest.mark.parametrize(
    ("text", "like", "raw"),
    [
        ("甲", "", "甲"),
        ("甲", '""', '"甲"'),
        ("甲;乙", "", "甲;乙"),
        ("甲,乙", "", '"甲,乙"'),
        ('说"好"', "", '"说""好"""'),
        ("一\n二", "", '"一\n二"'),
        ("一\r二", "", '"一\r二"'),
        ("", "旧", ""),
        ("", '"旧"', '""'),
    ],
)
def test_a_field_has_quotes_where_it_had_them_or_needs_them(text, like, raw):
    assert quoted(text, like=like, delimiter=",") == raw


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("甲,乙".encode(), "utf-8"),
        (MARK + "甲,乙".encode(), "utf-8"),
        ("甲,乙㐂".encode("gb18030"), "gb18030"),
        (b"a,b", "utf-8"),
        (b"\xff,\xff\x80", ""),
    ],
)
def test_the_encoding_is_the_first_that_gives_the_same_bytes_again(content, encoding):
    assert encoding_of(content) == encoding


@pytest.mark.parametrize(
    ("content", "delimited"),
    [
        (b"a,b", True),
        (b"a\tb", True),
        (b"a;b", True),
        (b"ab", False),
        (b"", False),
        (b"a,\0b", False),
        (b"PK\x03\x04,", False),
        (b"<p>,</p>", False),
        (MARK + b"\n <p>,</p>", False),
        (MARK + b"a,b", True),
        (b"a<b,c", True),
    ],
)
def test_what_is_delimited_text_is_known_by_what_stands_in_it(content, delimited):
    assert is_csv(content) is delimited


@pytest.mark.parametrize(
    ("content", "delimiter", "rows"),
    [
        (b"a,b\nc,d\n", ",", [["a", "b"], ["c", "d"]]),
        (b"a;b\nc;d", ";", [["a", "b"], ["c", "d"]]),
        (b"a\tb;c\td\n", "\t", [["a", "b;c", "d"]]),
        (b"a,b\n\nc,d\n", ",", [["a", "b"], [""], ["c", "d"]]),
        (b"a,b\r\nc,\r\n", ",", [["a", "b"], ["c", ""]]),
        (b'"a,b",c\r', ",", [["a,b", "c"]]),
        (b"a,", ",", [["a", ""]]),
    ],
)
def test_rows_and_fields_are_as_a_spreadsheet_takes_them(content, delimiter, rows):
    taken = read_csv(content)
    assert (taken.delimiter, taken.content()) == (delimiter, content)
    assert said(content) == rows


def test_a_sign_that_tears_a_quote_does_not_separate_the_fields():
    content = '"一,二,三";甲\n"四,五";乙\n'.encode()
    assert read_csv(content).delimiter == ";"
    assert said(content) == [["一,二,三", "甲"], ["四,五", "乙"]]


@pytest.mark.parametrize(("content", "row"), [(b'"a,b\n', 1), (b'a,b\nc,d\ne,"f\n', 3), (b'a,"b"c\n', 1)])
def test_a_quote_that_does_not_close_is_told_by_its_row(content, row):
    with pytest.raises(NotAllowed, match=f"CSV 第 {row} 行的引号没有成对") as refused:
        read_csv(content)
    assert f"row {row} of the CSV has a quote that does not close" in refused.value.words.en


def test_as_many_fields_as_a_form_has_are_taken_and_one_more_is_not(monkeypatch):
    monkeypatch.setattr(csv_text, "MOST_FIELDS", 4)
    assert said(b"a,b\nc,d") == [["a", "b"], ["c", "d"]]
    with pytest.raises(NotAllowed, match="表格过大"):
        read_csv(b"a,b\nc,d,e")


def test_what_separates_the_fields_is_sought_in_the_first_lines():
    lines = [f"第{number}行" for number in range(SEARCHED_LINES + 5)]
    for end in ("\n", "\r\n", "\r"):
        assert first_lines(end.join(lines)) == "\n".join(lines[:SEARCHED_LINES])


def test_places_count_from_row_one_and_column_nought_and_outside_nothing_stands():
    taken = read_csv(b'a,"b ""c"""\n=1+1\n')
    assert (taken.text(1, 0), taken.raw(1, 1), taken.text(1, 1)) == ("a", '"b ""c"""', 'b "c"')
    assert [taken.raw(*place) for place in ((0, 0), (3, 0), (1, 2), (2, 1))] == ["", "", "", ""]
    assert [taken.is_formula(*place) for place in ((1, 0), (2, 0), (3, 0))] == [False, True, False]


@pytest.mark.parametrize(
    ("content", "has"), [(b"a,=1+1\n", True), (b'a,"=1+1"\n', True), (b"a,b=1\n", False), (b"a,'=1\n", False)]
)
def test_a_field_that_a_spreadsheet_would_reckon_is_a_formula(content, has):
    assert read_csv(content).has_formulas() is has


@pytest.mark.parametrize(("content", "end"), [(b"a,b\n", "\n"), (b"a,b\rc,d", "\r"), (b"a,b", "\r\n")])
def test_the_line_end_is_that_of_the_first_row_or_what_spreadsheets_write(content, end):
    assert read_csv(content).end == end


@pytest.mark.parametrize(
    ("content", "place", "after"),
    [
        (b"a,b\n", (1, 0), b"x,b\n"),
        (b"a,b\n", (1, 3), b"a,b,,x\n"),
        (b"a,b\n", (3, 1), b"a,b\n\n,x\n"),
        (b"a,b", (2, 0), b"a,b\r\nx"),
        (b'a,"b"\n', (1, 1), b'a,"x"\n'),
    ],
)
def test_a_text_is_written_where_it_belongs_and_rows_and_fields_are_made_up_to_there(content, place, after):
    taken = read_csv(content)
    taken.write(*place, "x")
    assert taken.content() == after


@pytest.mark.parametrize(
    ("content", "below", "after"),
    [(b"a,b\nc,d\n", 1, b"a,b\nx,\nc,d\n"), (b"a,b\nc,d", 2, b"a,b\nc,d\nx,"), (b"a,b\n", 1, b"a,b\nx,\n")],
)
def test_a_row_is_inserted_below_another_with_its_line_end(content, below, after):
    taken = read_csv(content)
    taken.insert(below, ["x", ""])
    assert taken.content() == after
