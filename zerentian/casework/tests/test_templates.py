"""Reply templates: a set to begin with, offered by category and kind, filling only what is empty."""

import pytest
from django.urls import reverse

from zerentian.casework import actions
from zerentian.casework.defaults import CATEGORIES, TEMPLATES, parts_of
from zerentian.casework.models import Category, Template
from zerentian.casework.rules.replies import PLACEHOLDER, Parts, lacking
from zerentian.organization.access import Forbidden

PAGE = "/concerns/templates/"


def test_the_set_to_begin_with_is_whole():
    assert 12 <= len(CATEGORIES) <= 15
    assert len({one.code for one in CATEGORIES}) == len(CATEGORIES)
    codes = {one.code for one in CATEGORIES} | {""}
    assert 6 <= len(TEMPLATES) <= 10
    assert all(one.category in codes for one in TEMPLATES)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
def test_a_template_does_not_go_out_unfilled(template):
    texts = {"request": "", "rule_cited": ""} | parts_of(template)
    found = lacking(Parts(decision=template.decision, **texts))
    assert {one.part for one in found if one.words} >= {"facts_found", "reasons"}
    assert PLACEHOLDER.search(texts["reasons"])


@pytest.mark.django_db
def test_they_are_adopted_once_and_leave_alone_what_is_there(township, receptionist, category, now):
    made = actions.adopt_defaults(township, by=receptionist, now=now)
    assert made == (len(CATEGORIES) - 1, len(TEMPLATES))
    category.refresh_from_db()
    assert Template.objects.get(name="小型公共设施维修").category == category
    assert actions.adopt_defaults(township, by=receptionist, now=now) == (0, 0)


@pytest.mark.django_db
def test_a_clerk_does_not_adopt_them(township, clerk, now):
    with pytest.raises(Forbidden):
        actions.adopt_defaults(township, by=clerk, now=now)
    assert not Category.objects.exists()


@pytest.mark.django_db
def test_a_template_fills_only_the_parts_that_are_empty(
    client_of, neighbour_clerk, accepted, township, receptionist, now
):
    actions.adopt_defaults(township, by=receptionist, now=now)
    browser = client_of(neighbour_clerk)
    where = reverse("casework:reply", args=[accepted.key])
    offered = browser.get(where).context["form"].fields["template"].queryset
    assert offered[0].name == "小型公共设施维修"
    assert "救助政策咨询" not in [one.name for one in offered]
    said = {
        "request": "修路灯",
        "reasons": "我写好的理由",
        "decision": "explained",
        "template": offered[0].pk,
    }
    page = browser.post(where, said | {"do": "template", "expected": ""})
    form = page.context["form"]
    assert form["reasons"].value() == "我写好的理由"
    assert "{修复日期}" in form["next_steps"].value()
    assert form["decision"].value() == "supported"
    assert "<mark>{修复日期}</mark>" in page.content.decode()


@pytest.mark.django_db
def test_the_desk_makes_changes_and_retires_a_template(client_of, receptionist, clerk, township):
    browser = client_of(receptionist)
    assert client_of(clerk).get(PAGE).status_code == 403
    assert browser.post(f"{PAGE}adopt/").status_code == 302
    said = {"name": "桥梁限行", "decision": "supported", "kind": "", "reasons": "因{原因}限行。"}
    assert browser.post(f"{PAGE}new/", said | {"name": ""}).status_code == 422
    assert browser.post(f"{PAGE}new/", said).status_code == 302
    made = Template.objects.get(name="桥梁限行")
    assert "桥梁限行" in browser.get(PAGE).content.decode()
    browser.post(f"{PAGE}{made.pk}/", said | {"retired": "on"})
    made.refresh_from_db()
    assert made.retired
