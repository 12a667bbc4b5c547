"""The small rules below what is kept: texts that repeat, tokens of rich text, records of old sheets, first bytes."""

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.evidence.rules import rich
from zerentian.evidence.rules.compound import associated, records
from zerentian.evidence.rules.metadata import exif, jpeg
from zerentian.evidence.rules.metadata.exif import DamagedPicture
from zerentian.evidence.rules.packages import check_size
from zerentian.evidence.rules.repeated import ENOUGH, LEAST, digest, marked, most_alike, pieces, share
from zerentian.evidence.rules.sniffing import magic
from zerentian.ledger.rules.refusals import NotAllowed

SAID = "今天到上坪村走访三户困难群众，了解生活和用水情况，帮助联系了卫生院医生上门看病，并约好下周回访。"


def test_a_text_of_just_enough_characters_is_compared_and_a_shorter_one_is_not():
    letters = SAID.replace("，", "").replace("。", "").replace("三", "")
    assert len(pieces(letters[:LEAST])) == LEAST - 2
    assert pieces(letters[: LEAST - 1]) == frozenset()


def test_another_day_and_another_number_change_nothing_and_other_words_do():
    assert pieces(SAID) == pieces(SAID.replace("三户", "五户").replace("今天", "今天，"))
    assert share(pieces(SAID), pieces(f"{SAID}另外还看了水井。")) == 100
    assert share(pieces(SAID), frozenset()) == 0
    assert (
        share(
            pieces(SAID),
            pieces("到下坪小学检查食堂卫生，查看留样、台账和健康证，发现冰柜温度偏高，当场整改。"),
        )
        < ENOUGH
    )


def test_of_texts_that_nearly_repeat_the_most_alike_come_first_and_not_too_many():
    near = SAID.replace("卫生院医生", "卫生所大夫")
    others = [
        (1, near),
        (2, SAID),
        (3, "完全不同的另一件事：在会议室学习文件，讨论了年度计划，布置了下一步的工作安排。"),
    ]
    found = most_alike(SAID, others, 5)
    assert [key for key, _ in found] == [2, 1]
    assert found[0][1] == 100
    assert [key for key, _ in most_alike(SAID, others, 1)] == [2]
    assert most_alike("太短", others, 5) == []


def test_what_does_not_stand_in_the_other_text_is_marked_clause_by_clause():
    assert marked("走访三户。约好回访！", "约好回访。") == [("走访三户。", True), ("约好回访！", False)]


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_two_texts_have_one_digest_and_no_other_two(one, other, third, fourth):
    assert (digest(one, other) == digest(third, fourth)) == ((one, other) == (third, fourth))


def told(content: bytes) -> str:
    """Return the text that a reader of rich text would see."""
    return "".join(text for word, number, text in rich.tokens(content) if not word)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (rb"{\rtf1 \b abc}", "{abc}"),
        (rb"{\'41\'42}", "{AB}"),
        (rb"{\u27700?x}", "{x}"),
        (rb"{\uc2 \u27700 ??x}", "{x}"),
        (rb"{\uc0 \u27700 x}", "{x}"),
        (rb"{\bin3 }}}y}", "{y}"),
        (b"{a\r\nb}", "{ab}"),
        (rb"{\{\}a}", "{a}"),
    ],
)
def test_rich_text_is_read_as_its_readers_read_it(content, text):
    assert told(content) == text


@given(st.lists(st.tuples(st.integers(0, 0xFFFF), st.binary(max_size=20)), max_size=6))
def test_records_of_an_old_sheet_come_back_as_they_were_laid(laid):
    content = b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in laid)
    assert list(records(content)) == laid


@given(st.lists(st.text(st.characters(codec="utf-16-le", exclude_categories=["Cs"]), max_size=9), max_size=5))
def test_strings_of_an_old_word_file_come_back_as_they_were_laid(laid):
    said = [text.encode("utf-16-le") for text in laid]
    content = bytes(6) + b"".join(struct.pack("<H", len(text) // 2) + text for text in said)
    assert list(associated(content)) == laid


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (b"\x00\x00\x00\x18ftypisom", "mp4"),
        (b"\x00\x00\x00\x18ftyp3gp5", "3gp"),
        (b"\x00\x00\x00\x18ftyp3g2a", "3gp"),
        (b"\x00\x00\x00\x18ftypM4A ", "m4a"),
        (b"\x00\x00\x00\x18ftypheic", None),
        (b"RIFF\x00\x00\x00\x00WEBP", "webp"),
        (b"RIFF\x00\x00\x00\x00WAVE", None),
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"ID3\x04", "mp3"),
        (b"%PDF-1.7", "pdf"),
    ],
)
def test_first_bytes_give_a_kind_away(head, code):
    assert magic(head) == code


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("text", [b"abc", b"abcd", b"2026:03:02 09:00:00"])
def test_a_text_in_a_directory_stands_in_its_place_or_is_led_to(order, text):
    length = len(text) + 1
    value = text.ljust(4, b"\0") if length <= 4 else struct.pack(f"{order}I", 40)
    entries = struct.pack(f"{order}HHHI", 1, 0x0132, 2, length) + value
    block = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", 8) + entries
    block = block.ljust(40, b"\0") + text + b"\0" * 8
    assert dict(exif.directory(block, order, 8)) == ({0x0132: text} if exif.PLAIN.match(text) else {})


def test_several_texts_are_laid_out_one_behind_the_other_and_found_again():
    tags = {exif.TAKEN: b"2026:03:02 09:00:00", exif.DIGITIZED: b"2026:03:01 08:00:00", exif.ORIENTATION: 6}
    assert exif.read(exif.write(tags)) == tags


@pytest.mark.parametrize("filled", [0, 1, 7])
def test_fill_bytes_before_a_marker_are_passed_over(filled):
    data = b"\xff" * filled + b"\xff\xe0rest"
    assert jpeg.next_marker(data, 0) == (filled, 0xE0)


@pytest.mark.parametrize("data", [b"", b"\xff", b"\xff\xff", b"x\xe0", b"\xff\x00", b"\xff\xd8"])
def test_what_is_no_marker_is_damage(data):
    with pytest.raises(DamagedPicture):
        jpeg.next_marker(data, 0)


def package(*names: str) -> list[zipfile.ZipInfo]:
    """Return the list of a package with such parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name in names:
            made.writestr(zipfile.ZipInfo(name), "x")
    return zipfile.ZipFile(stream).infolist()


def test_a_part_that_a_package_states_twice_in_whatever_letters_is_damage():
    check_size(package("a.xml", "b.xml"))
    with pytest.raises(NotAllowed):
        check_size([*package("a.xml", "b.xml"), *package("A.XML")])
