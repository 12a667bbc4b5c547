"""A wrong form is never answered as if all were well: every address that takes one is sent an empty and a wrong one.

Whoever sent it, a person, a program or htmx, is told by 422, refused by 403, 404 or 405, or led on; 200 would say that
something was done.
"""

import ast
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conftest import NOW
from tests.test_access import FOR_PROGRAMS, PERSONAS, URLS, address
from zerentian.casework import actions as casework
from zerentian.casework.rules.concerns import Channel, Group, Kind
from zerentian.casework.rules.replies import Decision
from zerentian.duties import actions as duties
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import InPerson, Level
from zerentian.evidence.actions import ask_erasure, deposit
from zerentian.evidence.actions.deposits import receive
from zerentian.evidence.tests.files import plain_jpeg
from zerentian.organization.access import declared_rights
from zerentian.organization.models import Account, Appointment, Area, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning", "refusals_drawn_once")]
PACKAGE = Path(__file__).resolve().parent.parent / "zerentian"
# They show what was typed so far, or what stands there now; nothing is to be done, so nothing is refused.
LOOKS = {
    "casework:concern-alike",
    "casework:concern-questions",
    "casework:publish-check",
    "casework:reply-check",
    "reports:outline-preview",
}
# Led on; refused for the right, the row, the method, what happened meanwhile, the form, or too many tries.
ANSWERS = {302, 303, 403, 404, 405, 409, 422, 429}
PARTS = {
    "request": "修好路灯",
    "facts_found": "现场查看，控制器损坏。",
    "rule_cited": "《示例管理办法》第四条",
    "reasons": "在管护范围内。",
    "next_steps": "三日内更换。",
    "review_notice": "如不服，可自收到之日起三十日内申请复查。",
}
FORMS: tuple[dict[str, str], ...] = ({}, {"day": "某日", "pk": "\u4e00"})
Rows = dict[str, dict[str, object]]


def member(username):
    return Account.objects.get(username=username)


def post_of(username):
    return member(username).posts_on(NOW.date())[0]


def kept(name, seed, unit):
    photo = SimpleUploadedFile(name, plain_jpeg(seed), content_type="image/jpeg")
    return deposit(receive(photo, name=name), unit=unit, by=member("cadre"), now=NOW)


def duties_rows() -> Rows:
    """A duty with an occurrence, a deed that rests on a file, a task, an act in person and a basis document."""
    leader, village = member("leader"), Unit.objects.get(code="990101-V01")
    area, post = Area.objects.create(code="fire", name="森林防火"), post_of("cadre")
    rule = DueRule(Cadence.WEEKLY, day=5)
    duty = duties.adopt_duty(
        title="林区巡查", area=area, post=post, rule=rule, demanded_by=Level.COUNTY, by=leader, now=NOW
    )
    occurrence = duties.open_occurrences(until=NOW.date(), by=leader, now=NOW)[0]
    file = kept("路口.jpg", 5, village)
    deed = duties.record_deed(
        what="巡查",
        occurred_on=NOW.date(),
        serves=[duty],
        unit=village,
        by=member("cadre"),
        now=NOW,
        files=[file],
    )
    task = duties.assign_task(title="清点物资", post=post, due=date(2026, 3, 9), by=leader, now=NOW)
    told = {
        "number": "示发〔2026〕1号",
        "title": "通知",
        "issuer": "示例县人民政府",
        "issued_on": date(2026, 1, 5),
    }
    basis = duties.register_basis(
        unit=Unit.objects.get(code="990101"), level=Level.COUNTY, by=leader, now=NOW, **told
    )
    act = duties.state_in_person(
        act=InPerson.HANDLED, what="到现场", post=post_of("leader"), by=leader, now=NOW
    )
    erasure = ask_erasure(
        kept("旧.jpg", 6, village), ground="pipl-47-3", reason="误传", by=member("leader"), now=NOW
    )
    return {
        "duties:deed-file-withdraw": {"pk": deed.pk, "sha256": file.sha256},
        "duties:deed": {"pk": deed.pk},
        "duties:duty": {"pk": duty.pk},
        "duties:occurrence": {"pk": occurrence.pk},
        "duties:task-step": {"pk": task.pk, "step": "withdraw"},
        "duties:task": {"pk": task.pk},
        "duties:basis": {"pk": basis.pk},
        "duties:personal": {"pk": act.pk},
        "evidence:erasure-ask": {"sha256": file.sha256},
        "evidence:erasure": {"mark": erasure.mark},
        "organization:area": {"code": area.code},
    }


def casework_rows() -> Rows:
    """A concern that is being worked on, and one whose answer is out and public."""
    township, desk, handler = (
        Unit.objects.get(code="990101"),
        member("receptionist"),
        member("neighbour_clerk"),
    )
    lamp = casework.keep_category(
        unit=township, code="lamp", name="路灯", group=Group.BUILDING, by=desk, now=NOW
    )

    def taken_up(title):
        said = casework.Said(text=f"{title}坏了。", title=title, category=lamp)
        form, public = Channel.FORM, Account.objects.system("public")
        receipt = casework.receive_concern(said, unit=township, channel=form, by=public, now=NOW)
        concern = casework.triage_concern(receipt.concern, kind=Kind.HELP, category=lamp, by=desk, now=NOW)
        office = Unit.objects.get(code="990101-ZF")
        casework.dispatch_concern(concern, unit=office, by=desk, now=NOW)
        concern = casework.accept_concern(concern, by=handler, now=NOW)
        casework.draft_reply(concern, decision=Decision.SUPPORTED, parts=PARTS, by=handler, now=NOW)
        return concern

    drafted, out = taken_up("甲灯"), taken_up("乙灯")
    casework.release_reply(out, told="code_page", by=member("leader"), now=NOW)
    published = casework.publish_answer(out, title="灯", question="灯坏。", answer="已修。", by=desk, now=NOW)
    template = casework.keep_template(
        unit=township, name="路灯", decision=Decision.SUPPORTED, parts=PARTS, by=desk, now=NOW
    )
    after = {"key": out.key}
    return {
        "casework:concern-step": {"key": drafted.key, "step": "note"},
        "casework:reply": {"key": drafted.key},
        "casework:contact": {"key": drafted.key},
        "casework:unpublish": after | {"version": published.version},
        "casework:review-decide": after | {"level": "review"},
        "casework:": after,
        "casework:category-edit": {"pk": lamp.pk},
        "casework:template-edit": {"pk": template.pk},
        "residents:ask": {"code": "990101"},
        "residents:": {"code": drafted.code},
    }


@pytest.fixture(scope="module")
def rows(beginning) -> Rows:
    """What addresses need in the place of their arguments, by the longest beginning of the address's name."""
    cadre = member("cadre")
    places = {
        "organization:appointment-end": {"pk": Appointment.objects.get(account=cadre).pk},
        "organization:reset": {"pk": member("security").pk},
        "organization:post-new": {"code": "990101-V01"},
        "organization:post": {"code": post_of("cadre").code},
        "organization:appoint": {"code": post_of("cadre").code},
    }
    return places | duties_rows() | casework_rows()


def place_of(name, rows):
    """Return an address, with rows that are there for its arguments where this module has made some."""
    asked = getattr(URLS[name].pattern, "converters", {})
    for known in sorted(rows, key=len, reverse=True):
        if name.startswith(known) and set(asked) <= set(rows[known]):
            return reverse(name, kwargs={one: rows[known][one] for one in asked})
    return address(name)


@pytest.mark.parametrize("name", sorted(URLS.keys() - FOR_PROGRAMS - LOOKS))
def test_a_wrong_form_is_never_answered_as_if_all_were_well(name, rows, client_of, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    where, rights = place_of(name, rows), declared_rights(URLS[name].callback)
    for username in PERSONAS:
        account = member(username)
        browser, given = client_of(account), FORMS
        if rights and not any(account.may(right) for right in rights):
            given = FORMS[:1]  # Refused before the form is read, whatever is in it.
        for form in given:
            assert browser.post(where, form).status_code in ANSWERS, (username, form)


def posts_read_as_nothing(tree: ast.AST) -> list[ast.AST]:
    """Return where ``request.POST or None`` stands: a form that was sent empty would count as not sent."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.BoolOp) and "request.POST or None" in ast.unparse(node)
    ]


def answers_by_hand(tree: ast.AST) -> list[ast.AST]:
    """Return where a view itself decides that a form is answered with 422."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "render"
        and any(one.arg == "status" and "422" in ast.unparse(one.value) for one in node.keywords)
    ]


@pytest.mark.parametrize(
    ("found_in", "breach"),
    [
        (posts_read_as_nothing, "form = Form(request.POST or None)"),
        (answers_by_hand, "render(request, 'x.html', {}, status=422 if form.errors else 200)"),
    ],
)
def test_forms_are_answered_at_one_place(found_in, breach):
    assert found_in(ast.parse(breach)), "the rule would not notice a breach"
    views = PACKAGE.glob("*/views/**/*.py")
    assert not [(path.name, one.lineno) for path in views for one in found_in(ast.parse(path.read_text()))]
