"""Figures upward: a signed file goes up, is checked, and stands beside others unranked."""

import json

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from zerentian.casework import actions as casework
from zerentian.casework.rules.concerns import Channel, Kind
from zerentian.exchange.actions.upward import export_figures, keep_source, take_sheet
from zerentian.exchange.cli import figures
from zerentian.exchange.models import FigureSheet, FigureSource
from zerentian.exchange.rules.upward import (
    Sheet,
    check_signed,
    file_of,
    read_sheet,
    side_by_side,
    signed_text,
)
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute, compute_all
from zerentian.ledger.keys import current_vkey
from zerentian.ledger.models import Entry, Instance
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.note import Checkpoint, sign, signature_line, verifier_key
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden

YEAR = Period.parse("2026")


@pytest.fixture
def content(township, concern, leader, now):
    """The township's file of the year, with a concern in it."""
    seal(now=now)
    return export_figures(township, period=YEAR, by=leader, now=now)


@pytest.fixture
def vkey():
    return current_vkey(Instance.objects.get().origin).text()


@pytest.fixture
def source(county, supervisor, vkey, now):
    said = {"code": "990101", "name": "云岭乡", "compared": "电话逐字核对"}
    return keep_source(unit=county, vkey=vkey, **said, by=supervisor, now=now)


def altered(content, **changed):
    """Return a file with another sheet under the old signature."""
    data = json.loads(content)
    return json.dumps({**data, "sheet": data["sheet"] | changed}, ensure_ascii=False).encode()


def made(key, origin="other.example/log", size=7, root=b"\1" * 32, **changed):
    """Return the file that another log would make."""
    value = dict.fromkeys(("value", "numerator", "denominator"))
    value |= {"code": "deeds.count", "label": "落实", "label_en": "Deeds", "measure": "count"}
    value |= {"unit_of_measure": "件", "version": 1, "definition": "a" * 64, "value": 4}
    note = sign(Checkpoint(origin, size, root), [key])
    sheet = {"format": "zerentian-figures-1", "origin": origin, "unit": "990102", "name": "别的乡"}
    sheet |= {"period": "2026", "size": size, "checkpoint": note, "values": [value]} | changed
    return file_of(sheet, signature_line(signed_text(sheet), key, verifier_key(key, origin)))


def test_a_file_holds_every_figure_with_its_meaning_as_of_the_seal(content, township, now):
    sheet = read_sheet(content)
    assert {one["code"] for one in sheet.values} == set(FIGURES)
    (received,) = [one for one in sheet.values if one["code"] == "concerns.received"]
    assert received["value"] == compute("concerns.received", unit=township.path, period=YEAR).value == 1
    assert sheet.size == sheet.data["size"] == Entry.objects.exclude(index=None).count()
    entry = Entry.objects.get(verb="figures.exported")
    assert entry.fact["digest"] == sheet.digest
    assert not [word for word in ("路灯", "群众示例", "1390000") if word in content.decode()]


def test_what_is_hidden_from_anybody_counts_in_no_file(content, township, conduct, resident, leader, now):
    said = casework.Said(text="示例：办事推诿", title="示例：办事推诿", kind=Kind.COMPLAINT, category=conduct)
    casework.receive_concern(said, unit=township, channel=Channel.FORM, by=resident, now=now)
    seal(now=now)
    later = read_sheet(export_figures(township, period=YEAR, by=leader, now=now))
    values = {one["code"]: one["value"] for one in later.values}
    assert values["concerns.received"] == 1
    assert values["concerns.kind.complaint"] == 0


def test_nothing_is_locked_while_the_figures_are_reckoned(township, concern, leader, now, monkeypatch):
    outside, seen = len(connection.savepoint_ids), []

    def watched(*args, **kwargs):
        seen.append(len(connection.savepoint_ids))
        return compute_all(*args, **kwargs)

    seal(now=now)
    monkeypatch.setattr("zerentian.exchange.actions.upward.compute_all", watched)
    export_figures(township, period=YEAR, by=leader, now=now)
    assert seen == [outside]


def test_a_county_takes_it_in_once_and_keeps_it_byte_for_byte(content, source, county, supervisor, now):
    taken = take_sheet(content, unit=county, by=supervisor, now=now)
    assert bytes(taken.content) == content
    assert taken.sheet.digest == taken.digest == Entry.objects.get(verb="figures.taken").fact["digest"]
    with pytest.raises(NotAllowed, match="同样新或更新"):
        take_sheet(content, unit=county, by=supervisor, now=now)
    assert FigureSheet.objects.count() == 1


@pytest.mark.parametrize(
    "changed", [{"period": "2025"}, {"name": "别的乡"}, {"size": 1}, {"origin": "other.example/log"}]
)
def test_what_was_altered_is_refused(content, source, county, supervisor, now, changed):
    with pytest.raises(NotAllowed, match="签名不是"):
        take_sheet(altered(content, **changed), unit=county, by=supervisor, now=now)
    assert not FigureSheet.objects.exists()


def test_a_value_that_was_altered_is_refused(content, source, county, supervisor, now):
    values = json.loads(content)["sheet"]["values"]
    values[0] = values[0] | {"value": 999}
    with pytest.raises(NotAllowed, match="签名不是"):
        take_sheet(altered(content, values=values), unit=county, by=supervisor, now=now)


def test_who_is_not_registered_or_signs_with_another_key_is_refused(content, source, county, supervisor, now):
    key = Ed25519PrivateKey.generate()
    with pytest.raises(NotAllowed, match="没有登记"):
        take_sheet(made(key), unit=county, by=supervisor, now=now)
    with pytest.raises(NotAllowed, match="签名不是"):
        take_sheet(made(key, unit="990101"), unit=county, by=supervisor, now=now)
    with pytest.raises(NotAllowed, match="没有登记"):
        take_sheet(content, unit=source.unit.__class__.objects.get(code="990101"), by=supervisor, now=now)


def test_a_checkpoint_of_another_seal_or_key_does_not_hold():
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    mine = verifier_key(key, "other.example/log")
    check_signed(read_sheet(made(key)), mine)
    later = sign(Checkpoint("other.example/log", 8, b"\1" * 32), [key])
    with pytest.raises(NotAllowed, match="不一致"):
        check_signed(read_sheet(made(key, checkpoint=later)), mine)
    note = sign(Checkpoint("other.example/log", 7, b"\1" * 32), [other])
    with pytest.raises(NotAllowed, match="签名不是"):
        check_signed(read_sheet(made(key, checkpoint=note)), mine)


@pytest.mark.parametrize("period", ["0001", "9999H1", "2026-01-01..9999-12-31"])
def test_a_period_that_nothing_can_have_is_not_taken_in(period, county, supervisor, now):
    key = Ed25519PrivateKey.generate()
    said = {"code": "990102", "name": "别的乡", "compared": "电话逐字核对"}
    keep_source(
        unit=county, vkey=verifier_key(key, "other.example/log").text(), **said, by=supervisor, now=now
    )
    with pytest.raises(NotAllowed, match="核对年份"):
        take_sheet(made(key, period=period), unit=county, by=supervisor, now=now)
    assert not FigureSheet.objects.exists()


def test_a_log_whose_history_was_rewritten_is_found(county, supervisor, now):
    key = Ed25519PrivateKey.generate()
    vkey = verifier_key(key, "other.example/log").text()
    said = {"code": "990102", "name": "别的乡", "compared": "盖章纸件", "vkey": vkey}
    keep_source(unit=county, **said, by=supervisor, now=now)
    take_sheet(made(key), unit=county, by=supervisor, now=now)
    with pytest.raises(NotAllowed, match="改写"):
        take_sheet(made(key, root=b"\2" * 32, period="2026H1"), unit=county, by=supervisor, now=now)
    with pytest.raises(NotAllowed, match="同样新或更新"):
        take_sheet(made(key, size=6), unit=county, by=supervisor, now=now)
    take_sheet(made(key, size=9), unit=county, by=supervisor, now=now)
    assert FigureSheet.objects.newest("2026").get().size == 9


def test_a_township_that_began_a_new_log_is_taken_in_once_its_key_is_registered(county, supervisor, now):
    key, said = Ed25519PrivateKey.generate(), {"code": "990102", "name": "别的乡", "compared": "盖章纸件"}
    said |= {"unit": county, "by": supervisor, "now": now}
    keep_source(vkey=verifier_key(key, "other.example/log").text(), **said)
    take_sheet(made(key, size=900), unit=county, by=supervisor, now=now)
    begun = made(key, origin="other.example/new", size=7, root=b"\3" * 32)
    with pytest.raises(NotAllowed, match="签名不是"):
        take_sheet(begun, unit=county, by=supervisor, now=now)
    keep_source(vkey=verifier_key(key, "other.example/new").text(), **said)
    taken = take_sheet(begun, unit=county, by=supervisor, now=now)
    assert FigureSheet.objects.newest("2026").get() == taken
    same_size = made(key, origin="other.example/new", size=900, root=b"\4" * 32)
    assert take_sheet(same_size, unit=county, by=supervisor, now=now).size == 900
    with pytest.raises(NotAllowed, match="改写"):
        take_sheet(
            made(key, origin="other.example/new", size=900, root=b"\5" * 32, period="2026H1"),
            unit=county, by=supervisor, now=now,
        )  # fmt: skip
    with pytest.raises(NotAllowed, match="同样新或更新"):
        take_sheet(begun, unit=county, by=supervisor, now=now)
    assert FigureSheet.objects.count() == 3, "what came from the log before it stays"


def test_a_file_of_the_log_before_is_not_taken_in_twice(county, supervisor, now):
    key, said = Ed25519PrivateKey.generate(), {"code": "990102", "name": "别的乡", "compared": "盖章纸件"}
    said |= {"unit": county, "by": supervisor, "now": now}
    old, new = (verifier_key(key, f"other.example/{name}").text() for name in ("log", "new"))
    keep_source(vkey=old, **said)
    take_sheet(made(key), unit=county, by=supervisor, now=now)
    keep_source(vkey=new, **said)
    take_sheet(made(key, origin="other.example/new", root=b"\3" * 32), unit=county, by=supervisor, now=now)
    keep_source(vkey=old, **said)
    with pytest.raises(NotAllowed, match="已经收过"):
        take_sheet(made(key), unit=county, by=supervisor, now=now)


def test_only_a_county_takes_in_and_only_who_issues_sends(
    content, source, township, county, vkey, leader, cadre, inspector, supervisor, now
):
    said = {"code": "1", "name": "甲", "compared": "电话", "by": leader, "now": now}
    with pytest.raises(NotAllowed, match="只有县级"):
        keep_source(unit=township, vkey=vkey, **said)
    with pytest.raises(Forbidden):
        keep_source(unit=county, vkey=vkey, **said)
    with pytest.raises(Forbidden):
        take_sheet(content, unit=county, by=inspector, now=now)
    with pytest.raises(Forbidden):
        export_figures(township, period=YEAR, by=cadre, now=now)
    for wrong in ("", "a+b+c", vkey + "x", "名称+1+2"):
        with pytest.raises(NotAllowed, match="公钥是一行"):
            keep_source(unit=county, vkey=wrong, **said | {"by": supervisor})


def test_another_key_of_the_same_township_takes_the_place_of_the_first(source, county, supervisor, now):
    other = verifier_key(Ed25519PrivateKey.generate(), "other.example/log").text()
    said = {"code": "990101", "name": "云岭乡", "compared": "盖章纸件", "by": supervisor, "now": now}
    assert keep_source(unit=county, vkey=other, **said).pk == source.pk
    assert FigureSource.objects.get().vkey == other


@pytest.mark.parametrize("unit", ["99\x000101", "\ud800"])
def test_a_code_that_no_database_takes_is_refused_with_words(content, source, county, supervisor, now, unit):
    data = json.loads(content)
    data["sheet"]["unit"] = unit
    with pytest.raises(NotAllowed, match="读不出指标"):
        take_sheet(json.dumps(data).encode(), unit=county, by=supervisor, now=now)


@given(st.binary(max_size=200))
def test_whatever_is_sent_is_read_or_refused_with_words(content):
    with pytest.raises(NotAllowed):
        read_sheet(content)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(["format", "origin", "unit", "period", "size", "checkpoint", "values", "value"]), JSON)
def test_a_part_of_another_kind_is_refused_with_words(name, said):
    data = json.loads(made(KEY))
    part = data["sheet"]["values"][0] if name == "value" else data["sheet"]
    part[name] = said
    try:
        sheet = read_sheet(json.dumps(data).encode())
        check_signed(sheet, verifier_key(KEY, "other.example/log"))
    except NotAllowed:
        return
    assert sheet.data == json.loads(made(KEY))["sheet"]


KEY = Ed25519PrivateKey.generate()


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[" * 100_000, b"\xff\xfe", b'{"sheet": 1, "signature": "a"}']
)
def test_awkward_files_are_refused_with_words(content):
    with pytest.raises(NotAllowed, match="读不出指标"):
        read_sheet(content)
    with pytest.raises(NotAllowed, match="5 MB"):
        read_sheet(b" " * 5_000_001)


def sheets(*values: dict) -> list[Sheet]:
    """Return sheets of one figure each."""
    base = json.loads(made(KEY))["sheet"]["values"][0]
    return [read_sheet(made(KEY, values=[base | one])) for one in values]


@pytest.mark.parametrize(
    ("values", "cells", "together"),
    [
        ([{"value": 4}, {"value": 5}], ["4件", "5件"], "9件"),
        ([{"value": 4}, {"value": None}], ["4件", "未知"], ""),
        ([{"value": 4}, {"value": 5, "definition": "b" * 64, "version": 2}], ["4件", "5件"], ""),
        ([{"measure": "median"}, {"measure": "median"}], ["4件", "4件"], ""),
        (
            [
                {"measure": "ratio", "numerator": 1, "denominator": 2},
                {"measure": "ratio", "numerator": 3, "denominator": 4},
            ],
            ["50.0%（1/2）", "75.0%（3/4）"],
            "66.7%（4/6）",
        ),
    ],
)
def test_a_sum_stands_only_where_all_mean_the_same_and_can_be_added(values, cells, together):
    (row,) = side_by_side(sheets(*values))
    assert [one.text for one in row.cells] == cells
    assert row.together == together
    differ = len({one.get("definition") for one in values}) > 1
    assert [one.version for one in row.cells] == ([1, 2] if differ else [None, None])


def test_who_sent_nothing_leaves_a_gap_and_no_sum():
    (row,) = side_by_side([*sheets({"value": 4}), None])
    assert [cell and cell.text for cell in row.cells] == ["4件", None]
    assert row.together == ""


def test_the_commands_send_and_take_in(content, source, cli, tmp_path):
    out = tmp_path / "figures.json"
    run = CliRunner()
    done = run.invoke(figures, ["export", "--period", "2026", "--unit", "990101", "--out", str(out)])
    assert done.exit_code == 0, done.output
    done = run.invoke(figures, ["take", str(out), "--unit", "990100"])
    assert (done.exit_code, FigureSheet.objects.count()) == (0, 1), done.output
    assert run.invoke(figures, ["--period", "2026"]).output.count("\n") > 50


def test_on_the_pages_a_file_goes_up_and_stands_beside_others(
    content, source, county, township, leader, supervisor, outsider, client_of, vkey, now
):
    keep_source(unit=county, code="990102", name="别的乡", compared="电话", vkey=vkey, by=supervisor, now=now)
    below, above = client_of(leader), client_of(supervisor)
    wrong = below.post(reverse("exchange:upward-send"), {"unit": township.pk, "period": "下半年"})
    assert wrong.status_code == 422
    sent = below.post(reverse("exchange:upward-send"), {"unit": township.pk, "period": "2026"})
    assert "figures-990101-2026.json" in sent.headers["Content-Disposition"]
    broken = SimpleUploadedFile("a.json", b"{}")
    take = reverse("exchange:upward-take")
    assert above.post(take, {"unit": county.pk, "file": broken}).status_code == 422
    file = SimpleUploadedFile("figures.json", sent.content)
    assert above.post(take, {"unit": county.pk, "file": file}).status_code == 302
    page = above.get(reverse("exchange:upward")).content.decode()
    assert page.index("云岭乡") < page.index("别的乡")
    assert "1件" in page
    taken = FigureSheet.objects.get()
    address = reverse("exchange:upward-file", args=[taken.pk])
    assert above.get(address).content == sent.content
    assert below.get(address).status_code == 404
    assert "云岭乡" not in client_of(outsider).get(reverse("exchange:upward")).content.decode()
