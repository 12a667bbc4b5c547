"""Where sealing refuses, what a row must be to agree with its entry, and how much one entry holds: on both sides."""

from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest

from zerentian.ledger import keys
from zerentian.ledger.actions import recording, sealing
from zerentian.ledger.actions.recording import MAX_FACTS_BYTES, MAX_LEAF_BYTES, refuse_unseen, sized
from zerentian.ledger.actions.sealing import Fork, refuse_fork
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.verification import commit, row_problem

SALT, NAME, MARK = b"s" * 16, "row:deed:7", UUID(int=7)


def row(salt=SALT, **said):
    return SimpleNamespace(row_key="deed:7", salt=salt, projection=lambda: said)


def entry(verb, salt=SALT, **said):
    told = {NAME: commit(salt, MARK, NAME, said)}
    return SimpleNamespace(verb=verb, uuid=MARK, index=12, commitment=told)


@pytest.mark.parametrize(
    ("live", "told", "words"),
    [
        (row(what="甲"), entry("deed.recorded", what="甲"), ""),
        (row(what="甲"), entry("contact.erased", what="甲"), ""),
        (
            row(what="乙"),
            entry("deed.recorded", what="甲"),
            "deed:7 的现有内容与台账（deed.recorded，第 12 条）不符",
        ),
        (
            row(what="乙"),
            entry("contact.erased", what="甲"),
            "deed:7 的现有内容与台账（contact.erased，第 12 条）不符",
        ),
        (row(salt=b"", what=""), entry("contact.erased", what="甲"), ""),
        (
            row(salt=b"", what="甲"),
            entry("deed.recorded", what="甲"),
            "deed:7 的现有内容与台账（deed.recorded",
        ),
        (row(what="甲"), None, "deed:7 没有任何台账记载"),
    ],
)
def test_a_row_agrees_with_its_entry_or_was_erased_by_one_that_says_so(live, told, words):
    problem = row_problem(live, told)
    assert problem.startswith(words) if words else problem == ""


@pytest.mark.django_db
@pytest.mark.parametrize(("last", "stands_at"), [(None, 0), (SimpleNamespace(size=41), 41)])
def test_nothing_is_signed_below_what_was_signed_and_both_sizes_are_named(monkeypatch, last, stands_at):
    monkeypatch.setattr(sealing, "high_water", lambda: SimpleNamespace(size=99, root=b"r" * 32))
    with pytest.raises(Fork) as refused:
        refuse_fork(last)
    assert f"数据库停在 {stands_at} 条，而已签名到 99 条" in refused.value.words.zh
    assert f"holds {stands_at} sealed entries, but 99 were signed" in refused.value.words.en


@pytest.mark.django_db
def test_where_nothing_was_signed_nothing_is_refused(monkeypatch):
    monkeypatch.setattr(sealing, "high_water", lambda: None)
    assert refuse_fork(None) is None


def of_size(facts, leaf):
    content = SimpleNamespace(canonical=lambda: b"x" * leaf)
    return SimpleNamespace(facts="x" * facts, leaf_content=lambda: content)


@pytest.mark.parametrize(
    ("facts", "leaf", "taken"),
    [
        (MAX_FACTS_BYTES, MAX_LEAF_BYTES, True),
        (MAX_FACTS_BYTES + 1, MAX_LEAF_BYTES, False),
        (MAX_FACTS_BYTES, MAX_LEAF_BYTES + 1, False),
    ],
)
def test_an_entry_holds_as_much_as_is_said_and_no_byte_more(facts, leaf, taken):
    if taken:
        assert len(sized(of_size(facts, leaf))) == leaf
        return
    with pytest.raises(NotAllowed, match="请分成几次"):
        sized(of_size(facts, leaf))


def test_facts_are_measured_in_bytes_and_not_in_signs():
    many = SimpleNamespace(facts="甲" * (MAX_FACTS_BYTES // 3 + 1), leaf_content=of_size(1, 1).leaf_content)
    with pytest.raises(NotAllowed):
        sized(many)


@pytest.mark.django_db
def test_the_words_around_a_sign_that_nobody_sees_are_named_by_their_first_thirty(monkeypatch):
    monkeypatch.setattr(recording, "plain", lambda text: text)
    with pytest.raises(NotAllowed) as refused:
        refuse_unseen({"what": "甲\u200b" + "乙" * 60}, NAME, "deed:7")
    assert refused.value.words.zh.endswith("请删去重写：甲\u200b" + "乙" * 28)
    assert refused.value.words.en.endswith("type it again: 甲\u200b" + "乙" * 28)


@pytest.mark.parametrize(
    ("there", "made"),
    [
        ([], "seal-0001.pem"),
        (["seal-0001.pem", "seal-0002.pem"], "seal-0003.pem"),
        (["seal-7.pem", "seal-old.pem"], "seal-0008.pem"),
        (["seal-0099.pem", "seal-0100.pem"], "seal-0101.pem"),
    ],
)
def test_a_new_key_takes_the_number_after_the_highest(monkeypatch, tmp_path, there, made):
    monkeypatch.setattr(keys, "key_files", lambda: [Path(one) for one in there])
    monkeypatch.setattr(keys, "key_folder", lambda: tmp_path)
    keys.make_key()
    assert [one.name for one in tmp_path.glob("*.pem")] == [made]
    assert (tmp_path / made).stat().st_mode & 0o777 == 0o600
