"""Cards of hazard points as files: three copies, for a stated reason, to nobody else, nothing of them sealed."""

import io

import docx
import pytest
from django.urls import reverse
from pypdf import PdfReader

from zerentian.ledger.models import Entry
from zerentian.rectification.actions import hazards, households, risk_terms, risks
from zerentian.rectification.actions.hazards import set_shift
from zerentian.rectification.models import RiskKind
from zerentian.rectification.models.hazards import Told

HEAD = "示例户主庚"


@pytest.fixture
def point(township, village, cadre, first, now):
    risk_terms.take_usual_kinds(unit=township, by=first, now=now)
    point = risks.register_point(
        title="危岩体",
        unit=village,
        kind=RiskKind.objects.get(code="rockfall"),
        rating=risks.Rating(4, 5, "岩体松动", risks.RiskLevel.MAJOR),
        responsible=cadre.posts_on(now.date())[0],
        by=first,
        now=now,
    )
    told = Told(HEAD, "示例成员乙", "13900001111", "砖混两层", "岩体下方二十米", "")
    households.keep_household(point, told=told, size=4, by=cadre, now=now)
    return point


def asked(client, point, card, form, reason="汛前发卡"):
    return client.post(reverse("reports:hazard-cards", args=[point.pk, card, form]), {"reason": reason})


def words_of(answer, form):
    content = io.BytesIO(answer.content)
    if form == "pdf":
        return [page.extract_text() for page in PdfReader(content).pages]
    tables = docx.Document(content).tables
    return ["\n".join(cell.text for row in table.rows for cell in row.cells) for table in tables]


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_cards_are_three_pages_for_a_reason_that_is_recorded(client_of, point, cadre, form):
    client = client_of(cadre)
    client.cookies["django_language"] = "en"
    answer = asked(client, point, "escape", form)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    pages = words_of(answer, form)
    assert len(pages) == 3
    assert all(HEAD in page and "户主" in page for page in pages)
    looked = Entry.objects.get(verb="risk.household_revealed")
    assert looked.fact["purpose"] == "cards"
    assert Entry.objects.filter(verb="risk.cards_printed").count() == 1
    assert not Entry.objects.filter(verb="paper.printed").exists(), "nothing of a card is sealed"


def test_without_a_reason_nothing_is_told(client_of, point, cadre):
    answer = asked(client_of(cadre), point, "escape", "pdf", reason="")
    assert answer.status_code == 422
    assert not Entry.objects.filter(verb="risk.household_revealed").exists()
    page = client_of(cadre).get(reverse("risks:cards", args=[point.pk, "escape"])).content.decode()
    assert reverse("reports:hazard-cards", args=[point.pk, "escape", "docx"]) in page


def test_who_may_not_read_households_gets_no_card_of_them(client_of, point, clerk, inspector, outsider):
    for account in (clerk, inspector, outsider):
        assert asked(client_of(account), point, "escape", "pdf").status_code in (403, 404)
    assert not Entry.objects.filter(verb="risk.household_revealed").exists()


def test_the_work_card_and_the_plan_name_posts_and_no_people(client_of, point, cadre, inspector):
    work = words_of(asked(client_of(cadre), point, "work", "docx"), "docx")
    pages = words_of(asked(client_of(cadre), point, "work", "pdf"), "pdf")
    kept = [one for page in pages for one in ("农户留存", "监测人留存", "发放单位留存") if one in page]
    assert kept == ["监测人留存", "发放单位留存"]
    assert len(work) == 3
    assert {one.fact["card"] for one in Entry.objects.filter(verb="risk.cards_printed")} == {"work"}
    plan = client_of(inspector).get(reverse("reports:hazard-plan", args=[point.pk, "pdf"]))
    pages = words_of(plan, "pdf")
    assert "防灾预案表" in pages[0]
    assert "1户4人" in pages[0].replace(" ", "")
    assert all(HEAD not in page for page in (*work, *pages))


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_the_route_sheet_names_nobody_and_may_be_hung_up(client_of, point, cadre, outsider, first, now, form):
    hazards.keep_sheet(
        point, values={"warning_sign": "铜锣急敲", "route": "沿东侧小路上到村小学"}, by=first, now=now
    )
    asked_for = reverse("reports:hazard-route", args=[point.pk, form])
    pages = words_of(client_of(cadre).get(asked_for), form)
    assert len(pages) == 1
    assert "铜锣急敲" in pages[0]
    assert "村小学" in pages[0]
    assert HEAD not in pages[0]
    assert asked_for in client_of(cadre).get(reverse("risks:route-sheet", args=[point.pk])).content.decode()
    assert client_of(outsider).get(asked_for).status_code in (403, 404)


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_roll_call_leaves_for_a_reason_that_is_recorded(client_of, point, cadre, clerk, form):
    asked_for = reverse("reports:hazard-roll", args=[point.pk, form])
    said = {"purpose": "roll_call", "reason": "橙色信号，组织转移"}
    assert client_of(clerk).post(asked_for, said).status_code in (403, 404)
    assert client_of(cadre).post(asked_for, said | {"reason": ""}).status_code == 422
    assert not Entry.objects.filter(verb="risk.household_revealed").exists()
    client = client_of(cadre)
    client.cookies["django_language"] = "en"
    answer = client.post(asked_for, said)
    words = "".join(words_of(answer, form))
    assert HEAD in words
    assert "已核查无人" in "".join(words.split())
    assert "no-store" in answer["Cache-Control"]
    assert Entry.objects.get(verb="risk.household_revealed").fact["purpose"] == "roll_call"
    asking = client_of(cadre).get(reverse("risks:households", args=[point.pk])).content.decode()
    assert asked_for in asking


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_the_duty_roster_leaves_with_posts_and_is_not_there_before_anybody_is_on_duty(
    client_of, village, cadre, first, outsider, now, form
):
    asked_for = reverse("reports:duty-roster", args=[form])
    assert client_of(cadre).get(asked_for).status_code == 404
    post, day = cadre.posts_on(now.date())[0], now.date()
    set_shift(
        unit=village,
        first=day,
        last=day,
        responsible=post,
        responsible_leader=post,
        duty_phone="0000-110",
        by=first,
        now=now,
    )
    words = "".join(words_of(client_of(cadre).get(asked_for), form))
    assert post.title in words
    assert "0000-110" in words
    assert cadre.name not in words.split("打印")[0] or form == "pdf"
    assert client_of(outsider).get(asked_for).status_code in (403, 404)
    assert asked_for in client_of(cadre).get(reverse("risks:duty-roster")).content.decode()
