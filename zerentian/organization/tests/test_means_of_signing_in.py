"""Keys, kept views, local clocks, tries, factors, slips and proposals: what is written, refused and left as it was."""

from datetime import timedelta

import pytest
from django.test import override_settings

from conftest import NOW, PASSWORD
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.actions import factors, keys, lists, proposals, resets
from zerentian.organization.actions.clocks import set_local_clock
from zerentian.organization.actions.posts import create_post
from zerentian.organization.actions.sign_ins import is_locked, log_name, sign_in, unlock
from zerentian.organization.actions.tries import confirm_password
from zerentian.organization.lists import LISTS
from zerentian.organization.models import Account, KeptList, LocalClock, Looked, Post, SignIn
from zerentian.organization.models.clocks import LOCAL
from zerentian.organization.rules.clocks import Measure
from zerentian.organization.rules.totp import code_at, step_at
from zerentian.organization.tests.written import day, newest

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


# -- keys and lists ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "possible"), [(-1, False), (0, True), (366, True), (367, False)])
def test_a_key_lasts_from_today_to_a_year(receptionist, days, possible):
    said = {
        "password": PASSWORD,
        "label": " 热线 ",
        "writes": True,
        "last": day(days),
        "by": receptionist,
        "now": NOW,
    }
    if not possible:
        with pytest.raises(NotAllowed, match="有效期须在今天到"):
            keys.make_key(**said)
        return
    made = keys.make_key(**said)
    assert (made.key.label, made.key.writes, made.key.feeds, made.key.made_at) == ("热线", True, False, NOW)
    assert newest("access_key.made").fact == {"writes": True, "last": day(days).isoformat()}


def test_a_key_opens_while_it_is_in_use_what_it_was_made_for(receptionist):
    said = {"password": PASSWORD, "by": receptionist, "now": NOW}
    key, token = keys.make_key(label="热线", writes=False, last=TODAY, **said)
    feed, address = keys.make_feed_key(**said)
    assert keys.holder_of(token, now=NOW) == key
    assert keys.holder_of(token, now=NOW + timedelta(days=1)) is None
    assert keys.holder_of(address, now=NOW) is None
    assert keys.holder_of(address, now=NOW, prefix="ztc_") == feed
    assert keys.holder_of(token, now=NOW, prefix="ztc_") is keys.holder_of("ztk_x", now=NOW) is None
    assert (feed.last, feed.label, feed.feeds) == (day(365), "日程订阅", True)
    Account.objects.filter(pk=receptionist.pk).update(must_change_password=True)
    assert keys.holder_of(token, now=NOW) is None
    Account.objects.filter(pk=receptionist.pk).update(must_change_password=False, is_active=False)
    assert keys.holder_of(token, now=NOW) is None


def test_another_feed_ends_the_one_before_and_no_other_key(receptionist):
    said = {"password": PASSWORD, "by": receptionist, "now": NOW}
    key, _ = keys.make_key(label="热线", writes=False, last=TODAY, **said)
    first, _ = keys.make_feed_key(**said)
    second, _ = keys.make_feed_key(**said)
    for one in (key, first, second):
        one.refresh_from_db()
    assert [one.revoked_at for one in (key, first, second)] == [None, NOW, None]
    assert keys.revoke_key(second, by=receptionist, now=NOW) == second
    with pytest.raises(NotAllowed, match="已吊销"):
        keys.revoke_key(second, by=receptionist, now=NOW)


def test_views_are_kept_of_lists_that_one_may_read_alone(security, administrator):
    for by in (security, administrator):
        with pytest.raises(Forbidden):
            lists.keep_list(LISTS["tasks"], title="我的", asked="", by=by)
    assert not KeptList.objects.exists()


def test_a_view_is_kept_for_oneself_up_to_twelve_of_a_list(clerk, leader):
    listed = LISTS["tasks"]
    kept = lists.keep_list(listed, title=" 我的 ", asked="tab=mine", by=clerk)
    assert (kept.title, kept.asked, kept.code) == ("我的", "tab=mine", "tasks")
    for title, asked, words in (
        (" ", "", "请填写标题，不超过30字"),
        ("字" * 31, "", "不超过30字"),
        ("我的", "", "已有名为“我的”的视图"),
        ("长", "x" * 501, "筛选条件太多"),
    ):
        with pytest.raises(NotAllowed, match=words):
            lists.keep_list(listed, title=title, asked=asked, by=clerk)
    lists.keep_list(listed, title="我的", asked="x" * 500, by=leader)
    for at in range(11):
        lists.keep_list(listed, title="字" * 30 if not at else f"第{at}", asked="", by=clerk)
    with pytest.raises(NotAllowed, match="最多保留12个视图"):
        lists.keep_list(listed, title="再一个", asked="", by=clerk)
    lists.keep_list(LISTS["deeds"], title="再一个", asked="", by=clerk)
    lists.forget_list(kept, by=leader)
    assert KeptList.objects.filter(pk=kept.pk).exists(), "another's is not forgotten"
    lists.forget_list(kept, by=clerk)
    assert not KeptList.objects.filter(pk=kept.pk).exists()


def test_a_mark_of_what_was_looked_at_never_goes_back(clerk, leader):
    for entry, mark in ((7, 7), (9, 9), (8, 9)):
        lists.look_up_to(entry, by=clerk)
        assert Looked.objects.get(account=clerk).entry == mark
    assert not Looked.objects.filter(account=leader).exists()


# -- local clocks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"rule_id": "xf.handle"}, "xf.handle 由法律规定"),
        ({"since": day(-1)}, "生效日期不能早于今天"),
        ({"length": 0}, "请填写时限和依据文件"),
        ({"law": " "}, "请填写时限和依据文件"),
    ],
)
def test_a_local_clock_is_set_from_today_on_with_length_and_document(act, wrong, words):
    said = {
        "rule_id": LOCAL[0],
        "length": 1,
        "measure": Measure.HOURS,
        "extension": 0,
        "law": " 县规 ",
        "since": TODAY,
    }
    made = set_local_clock(**said, **act)
    assert (made.version, made.law, made.ref) == (1, "县规", f"clock:{LOCAL[0]}")
    assert newest("local_clock.set").fact == {
        "rule": LOCAL[0], "version": 1, "length": 1, "measure": "h", "extension": 0, "since": TODAY.isoformat(),
    }  # fmt: skip
    assert set_local_clock(**said, **act).version == 2
    with pytest.raises(NotAllowed, match=words):
        set_local_clock(**(said | wrong), **act)
    assert LocalClock.objects.count() == 2
    clock = made.clock
    assert (clock.length, clock.measure, clock.law, clock.article) == (1, Measure.HOURS, "县规", "")


# -- tries, factors, slips, proposals ------------------------------------------------------------------------


def test_a_password_entered_again_stands_in_the_log_as_what_it_was(clerk):
    with pytest.raises(NotAllowed, match="密码不正确"):
        confirm_password(clerk, "wrong", now=NOW)
    with pytest.raises(NotAllowed, match="动态验证码不正确"):
        confirm_password(clerk, PASSWORD, now=NOW, code_is_right=lambda: False)
    confirm_password(clerk, PASSWORD, now=NOW, code_is_right=lambda: True)
    confirm_password(clerk, PASSWORD, now=NOW)
    outcomes = list(
        SignIn.objects.filter(account=clerk, device="again").order_by("pk").values_list("outcome", flat=True)
    )
    assert outcomes == ["refused", "refused", "again", "again"]


def test_tries_in_a_row_wait_until_their_time_is_over_and_a_right_one_begins_anew(clerk, security):
    for _ in range(5):
        with pytest.raises(NotAllowed, match="不正确"):
            sign_in(username="clerk", password="wrong", address="192.0.2.1", now=NOW)
    assert is_locked(clerk, now=NOW)
    with pytest.raises(NotAllowed, match=r"请在 09:10 后再试"):
        sign_in(username="clerk", password=PASSWORD, address="192.0.2.1", now=NOW)
    assert not is_locked(clerk, now=NOW + timedelta(minutes=11))
    assert sign_in(username=" Clerk ", password=PASSWORD, address="192.0.2.9", now=NOW) == clerk
    assert unlock(clerk, by=security, now=NOW) == clerk
    assert newest("account.unlocked").subject == clerk.ref
    assert sign_in(username="clerk", password=PASSWORD, address="192.0.2.1", now=NOW) == clerk
    with pytest.raises(NotAllowed, match="未被锁定"):
        unlock(clerk, by=security, now=NOW)


def test_of_an_unknown_name_only_a_hash_is_kept_the_same_for_the_same_name(clerk):
    assert log_name("x", clerk) == "clerk"
    assert log_name(" Secret ", None) == log_name("secret", None) != log_name("secret2", None)
    assert "secret" not in log_name("secret", None)
    assert len(log_name("secret", None)) == 17


def confirmed(account):
    secret = factors.begin_factor(account, now=NOW).secret
    code = code_at(secret, step_at(NOW.timestamp()))
    return secret, factors.confirm_factor(account, code=code, now=NOW, machine_now=NOW)


def test_a_factor_begins_with_the_same_secret_until_a_code_confirms_it(clerk):
    first = factors.begin_factor(clerk, now=NOW).secret
    assert factors.begin_factor(clerk, now=NOW).secret == first
    with pytest.raises(NotAllowed, match="验证码不正确：请核对手机时间"):
        factors.confirm_factor(clerk, code="000000", now=NOW, machine_now=NOW)
    assert not factors.has_factor(clerk)
    confirmed(clerk)
    assert factors.has_factor(clerk)
    assert newest("account.factor_set").subject == clerk.ref
    with pytest.raises(NotAllowed, match="已设置动态验证码"):
        factors.begin_factor(clerk, now=NOW)


def test_codes_are_taken_once_and_too_long_ones_never(clerk, cadre):
    secret, codes = confirmed(clerk)
    later = NOW + timedelta(minutes=2)
    at = {"now": later, "machine_now": later}
    code = code_at(secret, step_at(later.timestamp()))
    assert [factors.take_code(clerk, one, **at) for one in (code, code)] == [True, False]
    assert [factors.take_code(clerk, one, **at) for one in (codes[0], codes[0], codes[1])] == [
        True,
        False,
        True,
    ]
    assert not factors.take_code(clerk, codes[2] + " " * 40, **at)
    assert not factors.take_code(cadre, codes[3], **at)


def test_who_needs_a_factor_keeps_it_and_nobody_has_to_in_a_demo(clerk, auditor, monkeypatch):
    confirmed(clerk)
    with override_settings(SECOND_FACTOR_FOR=["auditor", "clerk"]), monkeypatch.context() as patch:
        assert not factors.needs_factor(auditor, NOW), "it is a demo"
        patch.setattr("zerentian.organization.actions.factors.Instance.objects.is_demo", lambda: False)
        assert factors.needs_factor(auditor, NOW)
        assert factors.needs_factor(clerk, NOW)
        with pytest.raises(NotAllowed, match="您的角色必须使用动态验证码"):
            factors.remove_factor(clerk, password=PASSWORD, now=NOW)
        with override_settings(SECOND_FACTOR_FOR=["auditor"]):
            assert not factors.needs_factor(clerk, NOW)
    factors.remove_factor(clerk, password=PASSWORD, now=NOW)
    assert not factors.has_factor(clerk)
    assert newest("account.factor_removed").subject == clerk.ref
    with pytest.raises(NotAllowed, match="该账号没有设置动态验证码"):
        factors.remove_factor(clerk, password=PASSWORD, now=NOW)
    with pytest.raises(NotAllowed, match="尚未设置动态验证码"):
        factors.renew_recovery_codes(clerk, password=PASSWORD, now=NOW)


def test_a_reset_is_asked_for_guarded_accounts_of_others_that_have_what_is_reset(
    administrator, auditor, clerk, cli
):
    by = {"by": administrator, "now": NOW}
    for account, what, words in (
        (administrator, "password", "不能为本人"),
        (cli, "password", "系统账号"),
        (clerk, "password", "只有三员和县级主管"),
        (auditor, "factor", "没有设置动态验证码"),
    ):
        with pytest.raises(NotAllowed, match=words):
            resets.ask_reset(account, what=what, **by)
    asked = resets.ask_reset(auditor, what="password", **by)
    assert (asked.reset.state, asked.reset.expires_at) == ("waiting", NOW + timedelta(hours=72))
    assert newest("account.reset_asked").fact == {"what": "password"}
    with pytest.raises(NotAllowed, match="已有待办的重置申请"):
        resets.ask_reset(auditor, what="password", **by)
    later = {"by": administrator, "now": NOW + timedelta(hours=72)}
    assert resets.ask_reset(auditor, what="password", **later).half, "the first one is too old"


@pytest.mark.parametrize(("hours", "possible"), [(71, True), (72, False)])
def test_a_request_is_confirmed_by_a_third_within_three_days(
    administrator, security, auditor, hours, possible
):
    reset = resets.ask_reset(auditor, what="password", by=administrator, now=NOW).reset
    for stranger in (administrator, auditor):
        with pytest.raises((NotAllowed, Forbidden)):
            resets.confirm_reset(reset, by=stranger, now=NOW)
    later = NOW + timedelta(hours=hours)
    if not possible:
        with pytest.raises(NotAllowed, match="已过期"):
            resets.confirm_reset(reset, by=security, now=later)
        return
    half = resets.confirm_reset(reset, by=security, now=later).half
    reset.refresh_from_db()
    assert (reset.state, reset.decided_by, bool(half)) == ("confirmed", security, True)
    with pytest.raises(NotAllowed, match="已办理"):
        resets.confirm_reset(reset, by=security, now=later)
    assert resets.refuse_reset(reset, by=auditor, now=later).state == "refused"
    with pytest.raises(NotAllowed, match="已办结"):
        resets.refuse_reset(reset, by=security, now=later)


def test_a_guarded_post_is_proposed_once_and_another_keeper_decides(
    newcomer, county, administrator, security, demo
):
    post = create_post(unit=county, title="督办", role="supervisor", first=day(-30), by=demo, now=NOW)
    by = {"by": administrator, "now": NOW}
    with pytest.raises(NotAllowed, match="该岗位可以直接任职"):
        proposals.propose_appointment(newcomer, post=Post.objects.get(code="990101-DZ-01"), first=TODAY, **by)
    made = proposals.propose_appointment(newcomer, post=post, first=day(1), **by)
    told = {"post": post.code, "role": "supervisor", "first": day(1).isoformat()}
    assert newest("appointment.proposed").fact == told
    with pytest.raises(NotAllowed, match="已在等待确认"):
        proposals.propose_appointment(newcomer, post=post, first=day(2), **by)
    seated = proposals.confirm_appointment(made, by=security, now=NOW)
    assert (seated.post, seated.first) == (post, day(1))
    assert newest("appointment.confirmed").fact == told
    assert newest("appointment.made").actor == administrator, "who proposed appoints"
    with pytest.raises(NotAllowed, match="已经办理"):
        proposals.refuse_appointment(made, by=security, now=NOW)
