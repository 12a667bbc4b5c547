"""The leader's brief for Monday, and what came of a basis document."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from zerentian.duties import actions as duties
from zerentian.duties.models import Occurrence
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.deeds import DeedKind
from zerentian.duties.rules.functions import InPerson, Level
from zerentian.duties.tests.meetings import a_kind, a_meeting, agree, decided, hold
from zerentian.ledger.actions import seal
from zerentian.organization.actions.areas import open_area
from zerentian.organization.models import Account
from zerentian.rectification.actions.opening import open_finding
from zerentian.rectification.rules.findings import Source
from zerentian.reports.brief import brief_of, weeks


@pytest.fixture
def area(db, now):
    """An area of work."""
    return open_area(code="flood", name="防汛抗旱", by=Account.objects.system("demo"), now=now)


@pytest.fixture
def basis(township, first, now):
    """A document of the county."""
    return duties.register_basis(
        unit=township,
        number="县政发〔2026〕1号",
        title="防汛工作要点",
        issuer="示例县人民政府",
        issued_on=date(2026, 1, 5),
        level=Level.COUNTY,
        by=first,
        now=now,
    )


@pytest.fixture
def duty(office, area, basis, first, now):
    """A monthly duty of our office that rests on the document."""
    return duties.adopt_duty(
        title="每月排查隐患",
        area=area,
        post=office.posts.get(title="党政办经办人"),
        rule=DueRule(Cadence.MONTHLY),
        demanded_by=Level.COUNTY,
        basis=basis,
        first=date(2026, 1, 1),
        by=first,
        now=now,
    )


@pytest.fixture
def task(office, area, first, now):
    """A task that fell due in the week before."""
    task = duties.assign_task(
        title="清理河道",
        post=office.posts.get(title="党政办经办人"),
        due=date(2026, 3, 4),
        area=area,
        by=first,
        now=now,
    )
    type(task).objects.filter(pk=task.pk).update(due=date(2026, 2, 25))
    return task


def test_the_weeks_are_whole_and_lie_before_today():
    last, before = weeks(date(2026, 3, 4))
    assert (last.first, last.last) == (date(2026, 2, 23), date(2026, 3, 1))
    assert (before.first, before.last) == (date(2026, 2, 16), date(2026, 2, 22))


def test_a_leader_sees_own_acts_with_what_came_of_them_and_what_is_late_by_area(
    first, leader, clerk, task, now, client_of
):
    post = first.posts_on(now.date())[0]
    said = {"post": post, "occurred_on": now.date(), "task": task, "now": now}
    duties.state_in_person(act=InPerson.INQUIRED, what="过问河道清理", by=first, **said)
    duties.state_in_person(act=InPerson.INQUIRED, what="他人代录的一次", by=clerk, **said)
    seal(now=now)
    brief = brief_of(first, now)
    assert [one.act.what for one in brief.acts] == ["过问河道清理"]
    assert [(one.area.name, one.tasks, one.occurrences) for one in brief.late] == [("防汛抗旱", 1, 0)]
    page = client_of(first).get(reverse("reports:brief")).content.decode()
    assert "清理河道：" in page
    assert "他人代录的一次" not in page
    assert "经办人" not in page, "matters, not people"
    assert "过问河道清理" not in client_of(leader).get(reverse("reports:brief")).content.decode()


def test_an_act_for_a_duty_that_nobody_did_since_says_so(first, office, duty, now):
    said = {"post": first.posts_on(now.date())[0], "duty": duty, "by": first, "now": now}
    duties.state_in_person(act=InPerson.DEPLOYED, what="部署汛前排查", occurred_on=date(2026, 2, 20), **said)
    seal(now=now)
    assert [one.came for one in brief_of(first, now).acts] == ["每月排查隐患：此后没有落实记录"]


def test_an_act_for_a_duty_says_how_often_it_was_done_since_and_every_number_opens(
    first, office, duty, clerk, task, now, client_of
):
    said = {"post": first.posts_on(now.date())[0], "duty": duty, "by": first, "now": now}
    duties.state_in_person(act=InPerson.DEPLOYED, what="部署汛前排查", occurred_on=date(2026, 2, 20), **said)
    for day in (date(2026, 2, 10), date(2026, 2, 27), now.date()):
        deed = {"what": "排查隐患点", "occurred_on": day, "serves": [duty], "unit": office, "by": clerk}
        duties.record_deed(now=now, kind=DeedKind.INSPECTION, **deed)
    clock = Account.objects.system("clock")
    duties.open_occurrences(until=now.date(), by=clock, now=now)
    Occurrence.objects.filter(duty=duty).update(outcome="open", due=date(2026, 2, 28))
    seal(now=now)
    assert [one.came for one in brief_of(first, now).acts] == ["每月排查隐患：此后落实2次"]
    page = client_of(first).get(reverse("reports:brief"))
    text = page.content.decode()
    assert reverse("duties:duty-detail", args=[duty.pk]) in text
    for code in ("tasks.overdue", "concerns.received"):
        assert text.count(f"{reverse('figure', args=[code])}?") == 2, code
    listed = f"{reverse('duties:task-list')}?tab=overdue&amp;area="
    assert listed in text
    late = f"{reverse('duties:board')}?area={duty.area_id}&amp;light=red"
    assert late in text
    listed = client_of(first).get(late.replace("&amp;", "&"))
    assert "每月排查隐患" in listed.content.decode()


def test_only_who_leads_has_a_brief(clerk, office_head, inspector, cadre, client_of):
    for other in (clerk, office_head, inspector, cadre):
        assert client_of(other).get(reverse("reports:brief")).status_code == 403
        assert client_of(other).get(reverse("reports:brief-pdf")).status_code == 403


def test_the_brief_is_one_page_of_paper(first, task, now, client_of):
    post = first.posts_on(now.date())[0]
    for number in range(9):
        duties.state_in_person(
            act=InPerson.DEPLOYED,
            what=f"部署第{number}件较长的事项，涉及多个单位和村",
            post=post,
            occurred_on=now.date(),
            task=task,
            by=first,
            now=now,
        )
    seal(now=now)
    sent = client_of(first).get(reverse("reports:brief-pdf"))
    pages = PdfReader(BytesIO(sent.content)).pages
    assert len(pages) == 1
    said = pages[0].extract_text().replace("\n", "").replace(" ", "")
    assert "亲自部署第8件较长的事项" in said
    assert "部署：部署" not in said
    assert "0件" not in said
    assert f"{now.year}年{now.month}月{now.day}日编制。" in said
    assert "防汛抗旱1件" in pages[0].extract_text().replace("\n", "").replace(" ", "")


def test_what_came_of_a_document_stands_on_one_page(
    basis, duty, office, clerk, outsider, first, now, client_of
):
    page = reverse("duties:basis-came", args=[basis.pk])
    assert "每月排查隐患" in client_of(clerk).get(page).content.decode()
    duties.record_deed(
        what="排查三处隐患点",
        occurred_on=now.date(),
        serves=[duty],
        unit=office,
        by=clerk,
        now=now,
        kind=DeedKind.INSPECTION,
    )
    text = client_of(first).get(page).content.decode()
    assert "排查三处隐患点" in text
    assert "防汛抗旱" in text
    assert client_of(outsider).get(page).status_code == 404
    assert page in client_of(clerk).get(reverse("duties:basis-detail", args=[basis.pk])).content.decode()


def test_decisions_findings_and_tasks_that_came_of_a_document_stand_on_its_page_for_who_may_read_them(
    basis, township, office, first, clerk, outsider, now, client_of
):
    page = reverse("duties:basis-came", args=[basis.pk])
    chair, recorder = first.posts_on(now.date())[0], clerk.posts_on(now.date())[0]
    kind = a_kind(township, office, first, now)
    meeting = a_meeting(kind, chair, recorder, clerk, now, "部署汛前清淤", about=basis.ref)
    hold(meeting, clerk, now)
    agree(meeting.items.get(), clerk, now)
    decided(meeting.items.get(), clerk, now, recorder, text="清理老街排洪沟")
    text = client_of(first).get(page).content.decode()
    assert "清理老街排洪沟" in text
    finding = open_finding(
        title="排洪沟淤堵",
        unit=office,
        source=Source.INSPECTION,
        source_document=basis.number,
        found_on=now.date(),
        by=first,
        now=now,
    )
    other = open_finding(
        title="灭火器过期", unit=office, source=Source.INSPECTION, found_on=now.date(), by=first, now=now
    )
    text = client_of(first).get(page).content.decode()
    assert finding.title in text
    assert str(finding.get_state_display()) in text
    assert other.title not in text
    assert "source_document=" in text
    assert client_of(outsider).get(page).status_code == 404


def test_a_document_on_which_nothing_rests_says_what_to_do(basis, clerk, client_of):
    text = client_of(clerk).get(reverse("duties:basis-came", args=[basis.pk])).content.decode()
    assert "还没有依此立责" in text
