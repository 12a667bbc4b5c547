"""The code of conduct: editions that stay, acknowledged per edition and post; nobody is counted, nothing is watched."""

from datetime import timedelta

import pytest
from django.urls import reverse

from zerentian.duties.actions.conduct import acknowledge, publish_conduct
from zerentian.duties.models import Acknowledgement, Conduct
from zerentian.ledger.models import Entry
from zerentian.ledger.registry import FIGURES, VERBS
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.posts import appoint
from zerentian.organization.lists import LISTS
from zerentian.organization.subjects import SUBJECTS

TEXT = "一、群众来访，当面登记。\n二、不收礼金。"


@pytest.fixture
def code(township, first, now):
    return publish_conduct(unit=township, title="云岭乡工作人员行为准则", text=TEXT, by=first, now=now)


def read(code, account, now, **more):
    said = {"post": account.posts_on(now.date())[0], "digest": code.digest} | more
    return acknowledge(code, by=account, now=now, **said)


def test_an_edition_follows_another_and_every_one_stays_readable(
    code, township, first, clerk, client_of, now
):
    with pytest.raises(NotAllowed, match="一字不差"):
        publish_conduct(unit=township, title="准则", text=TEXT + "\n", by=first, now=now)
    with pytest.raises(NotAllowed, match="请写明准则正文"):
        publish_conduct(unit=township, title="准则", text=" \n", by=first, now=now)
    with pytest.raises(Forbidden):
        publish_conduct(unit=township, title="准则", text="别的", by=clerk, now=now)
    second = publish_conduct(unit=township, title="准则", text=TEXT + "\n三、守时。", by=first, now=now)
    assert (code.edition, second.edition) == (1, 2)
    old = client_of(clerk).get(reverse("duties:conduct-detail", args=[code.pk])).content.decode()
    assert "二、不收礼金。" in old
    assert "已有新版本" in old
    with pytest.raises(NotAllowed, match="不是现行版本"):
        read(code, clerk, now)


def test_it_is_acknowledged_once_per_edition_and_post_by_whoever_holds_it(
    code, township, clerk, first, cadre, now
):
    with pytest.raises(NotAllowed, match="不由您担任"):
        read(code, clerk, now, post=cadre.posts_on(now.date())[0])
    with pytest.raises(NotAllowed, match="不是现行版本"):
        read(code, clerk, now, digest="0" * 64)
    read(code, clerk, now)
    with pytest.raises(NotAllowed, match="已经签收过"):
        read(code, clerk, now)
    second = publish_conduct(unit=township, title="准则", text="新版", by=first, now=now)
    assert second.posts_open_for(clerk)
    read(second, clerk, now)
    assert not second.posts_open_for(clerk)


def test_who_comes_to_a_post_later_acknowledges_it_anew(code, clerk, neighbour_clerk, administrator, now):
    post = read(code, clerk, now).post
    appoint(neighbour_clerk, post=post, first=now.date(), by=administrator, now=now)
    neighbour_clerk.forget_seats()
    assert post in code.posts_open_for(neighbour_clerk)
    assert post not in code.posts_open_for(clerk)


def test_the_desk_asks_for_it_and_the_page_takes_it(code, clerk, client_of):
    browser = client_of(clerk)
    assert "待签收的行为准则" in browser.get(reverse("desk")).content.decode()
    post = clerk.posts_on(clerk.today)[0]
    said = {"digest": code.digest, "post": post.pk}
    page = browser.post(reverse("duties:conduct-acknowledge", args=[code.pk]), said, follow=True)
    assert "已签收" in page.content.decode()
    assert "待签收的行为准则" not in browser.get(reverse("desk")).content.decode()
    wrong = browser.post(reverse("duties:conduct-acknowledge", args=[code.pk]), {"digest": "x"}, follow=True)
    assert "请刷新页面后再签收" in wrong.content.decode()


def test_only_the_head_of_an_office_sees_which_posts_of_it_are_open_and_no_number(
    code, clerk, office_head, receptionist, leader, first, inspector, neighbour_clerk, client_of, now
):
    open_now = {post.title for post in code.posts_open_in_office(office_head)}
    assert open_now == {"党政办经办人", "党政办主任", "群众诉求受理员"}
    read(code, clerk, now)
    assert "党政办经办人" not in {post.title for post in code.posts_open_in_office(office_head)}
    address = reverse("duties:conduct-detail", args=[code.pk])
    page = client_of(office_head).get(address).content.decode().partition("<main")[2]
    assert "群众诉求受理员" in page
    assert receptionist.name not in page
    for account in (clerk, leader, first, inspector, neighbour_clerk):
        main = client_of(account).get(address).content.decode().partition("<main")[2]
        assert "群众诉求受理员" not in main
    assert {post.title for post in code.posts_open_in_office(leader)} == {"分管副乡长", "乡党委书记"}


def test_nothing_tells_who_has_acknowledged_and_nothing_adds_it_up(code, clerk, leader, client_of, now):
    done = read(code, clerk, now)
    entry = Entry.objects.get(verb="conduct.acknowledged")
    assert entry.fact == {"edition": 1, "digest": code.digest}
    assert entry.unit == code.path
    trail = client_of(leader).get(reverse("trail"), {"verb": "conduct.acknowledged"}).content.decode()
    assert clerk.name not in trail.partition("<main")[2]
    assert "党政办经办人" not in trail.partition("<main")[2]
    assert SUBJECTS["acknowledgement"].titles(leader, [str(done.pk)]) == {}
    assert not [code for code, verb in VERBS.items() if code.startswith("conduct.") and verb.posts]
    assert not [code for code in FIGURES if code.startswith(("conduct", "acknowledge"))]
    assert not [one for one in LISTS if "conduct" in one or "acknowledge" in one]
    fields = {field.name for field in Acknowledgement._meta.get_fields()}
    assert fields == {"id", "salt", "conduct", "post", "by", "on", "at"}


def test_an_edition_is_never_changed_by_any_action(code, first, now):
    publish_conduct(unit=code.unit, title="准则", text="新版", by=first, now=now + timedelta(days=1))
    assert Conduct.objects.get(pk=code.pk).text == TEXT
