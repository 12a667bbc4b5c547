"""The limits of plain rules: what lies on each side of a day, a number, a moment, and how it is refused."""

from datetime import date, datetime, timedelta

import pytest

from zerentian.community.rules import (
    activities,
    banners,
    fees,
    lending,
    notices,
    questions,
    remedies,
    tellings,
    venues,
    volunteers,
    warnings,
)
from zerentian.community.rules.activities import Standing, State
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed

DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)
MINUTE, HOUR, ONE = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class TestDays:
    @pytest.mark.parametrize(
        ("first", "last", "until"),
        [
            (DAY, DAY, None),
            (DAY - ONE, DAY, DAY),
            (DAY, DAY + 91 * ONE, None),
            (DAY + ONE, DAY + 2 * ONE, DAY + 2 * ONE),
        ],
    )
    def test_a_text_stands_on_top_up_to_92_days_and_as_long_as_it_holds(self, first, last, until):
        assert banners.check_days(first, last, DAY, until) is None

    @pytest.mark.parametrize(
        ("first", "last", "until", "words"),
        [
            (DAY + ONE, DAY, None, "截止日期须在开始日期和今天之后"),
            (DAY - 2 * ONE, DAY - ONE, None, "not behind"),
            (DAY, DAY + 92 * ONE, None, "置顶最多92天 · at most 92 days"),
            (DAY, DAY + ONE, DAY, "有效到2026年3月2日，置顶不能更久 · the text holds until 2026-03-02"),
        ],
    )
    def test_days_on_top_that_cannot_be_are_refused_with_what_is_wrong(self, first, last, until, words):
        with pytest.raises(NotAllowed, match=words):
            banners.check_days(first, last, DAY, until)

    @pytest.mark.parametrize(("told_on", "words"), [(DAY - ONE, "早于发布"), (DAY + 3 * ONE, "今天之后")])
    def test_a_village_tells_between_the_release_and_today(self, told_on, words):
        for right in (DAY, DAY + ONE, DAY + 2 * ONE):
            assert tellings.check_told(right, DAY, DAY + 2 * ONE) is None
        with pytest.raises(NotAllowed, match=words):
            tellings.check_told(told_on, DAY, DAY + 2 * ONE)

    @pytest.mark.parametrize("closed_on", [DAY - ONE, DAY + 2 * ONE])
    def test_a_case_is_decided_from_the_day_it_began_to_today(self, closed_on):
        for right in (DAY, DAY + ONE):
            assert remedies.check_ruling(DAY, right, DAY + ONE) is None
        with pytest.raises(NotAllowed, match="审结日期应在受理之后"):
            remedies.check_ruling(DAY, closed_on, DAY + ONE)

    @pytest.mark.parametrize(
        ("due", "words"),
        [(DAY - ONE, "应还日期已过"), (DAY + 181 * ONE, "一次最长借180天 · 180 days at most")],
    )
    def test_a_thing_is_lent_from_today_for_half_a_year_at_most(self, due, words):
        for right in (DAY, DAY + 180 * ONE):
            assert lending.check_due(right, DAY) == right
        with pytest.raises(NotAllowed, match=words):
            lending.check_due(due, DAY)

    @pytest.mark.parametrize(
        ("check", "words"),
        [
            (notices.check_until, "有效期已过"),
            (notices.check_tell_by, "告知期限已过"),
            (questions.check_next_update, "下次更新日期已过"),
        ],
    )
    def test_a_day_that_a_text_names_may_be_today_or_none_but_not_behind(self, check, words):
        for right in (None, DAY, DAY + ONE):
            assert check(right, DAY) is None
        with pytest.raises(NotAllowed, match=words):
            check(DAY - ONE, DAY)

    def test_a_text_is_current_on_its_last_day(self):
        assert notices.has_expired(DAY - ONE, DAY) is True
        assert notices.has_expired(DAY, DAY) is False
        assert notices.has_expired(None, DAY) is False

    @pytest.mark.parametrize(
        ("first", "last", "urgent", "words"),
        [
            (DAY + 9 * ONE, DAY + 8 * ONE, True, "早于第一天"),
            (DAY - 2 * ONE, DAY - ONE, True, "这几天已过"),
            (DAY + 6 * ONE, DAY + 8 * ONE, False, "须提前7日公告.* told 7 days before"),
        ],
    )
    def test_a_closure_is_told_a_week_before_it_unless_it_is_sudden(self, first, last, urgent, words):
        assert venues.check_told(DAY + 7 * ONE, DAY + 7 * ONE, DAY, urgent=False) is None
        assert venues.check_told(DAY - ONE, DAY, DAY, urgent=True) is None
        with pytest.raises(NotAllowed, match=words):
            venues.check_told(first, last, DAY, urgent=urgent)

    def test_hours_of_single_days_are_told_for_a_year_at_most(self):
        spans = [(540, 600)]
        assert venues.check_told_hours(spans, DAY, DAY + 365 * ONE) is None
        with pytest.raises(NotAllowed, match="一次最长一年"):
            venues.check_told_hours(spans, DAY, DAY + 366 * ONE)
        with pytest.raises(NotAllowed, match="公告闭馆"):
            venues.check_told_hours([], DAY, DAY)

    def test_the_days_from_one_to_another_hold_both(self):
        assert list(venues.days_from(DAY, DAY)) == [DAY]
        assert list(venues.days_from(DAY - 2 * ONE, DAY)) == [date(2026, 2, 28), date(2026, 3, 1), DAY]
        assert list(venues.days_from(DAY, DAY - ONE)) == []


class TestNumbers:
    @pytest.mark.parametrize(
        ("check", "least", "most", "words"),
        [
            (tellings.check_times, 1, 200, "次数须在1到200之间 · between 1 and 200 times"),
            (lending.check_copies, 1, 500, "数量须在1到500之间 · between 1 and 500"),
            (
                lambda days: lending.check_days(days, "借期", "lent"),
                1,
                180,
                "借期须在1到180天之间 · lent: .*180",
            ),
            (activities.check_capacity, 1, 100_000, "名额须为正数"),
            (lambda size: activities.check_size(size, None), 1, 20, "人数须在1到20之间 · between 1 and 20"),
            (lambda size: activities.check_size(size, 6), 1, 6, "人数须在1到6之间"),
            (lambda size: activities.check_size(size, 21), 1, 20, "人数须在1到20之间"),
            (
                lambda minutes: warnings.check_minutes(minutes, "叫应时限", "to answer"),
                1,
                1440,
                "叫应时限须在1到1440分钟之间 · to answer: between 1 and 1440",
            ),
            (
                lambda minutes: volunteers.check_minutes(minutes, NOW, NOW + HOUR + MINUTE / 2),
                1,
                60,
                "服务时长须在1到60分钟之间 · between 1 and 60",
            ),
        ],
    )
    def test_a_number_lies_between_its_limits_and_is_returned_as_it_is(self, check, least, most, words):
        assert [check(one) for one in (least, most)] == [least, most]
        for wrong in (least - 1, most + 1, -3):
            with pytest.raises(NotAllowed, match=words):
                check(wrong)

    def test_no_number_of_places_is_no_limit(self):
        assert activities.check_capacity(None) is None

    def test_as_many_stay_as_are_out(self):
        assert [lending.check_remaining(copies, 2) for copies in (2, 3)] == [2, 3]
        with pytest.raises(NotAllowed, match="现有2件借出在外"):
            lending.check_remaining(1, 2)

    @pytest.mark.parametrize(
        ("copies", "out", "copy"), [(3, set(), 1), (3, {1, 3}, 2), (3, {1, 2}, 3), (2, {5}, 1)]
    )
    def test_the_lowest_free_number_is_lent(self, copies, out, copy):
        assert lending.free_copy(copies, out) == copy

    def test_numbers_of_lost_things_lend_no_more_than_there_are(self):
        with pytest.raises(NotAllowed, match="全部借出"):
            lending.free_copy(2, {1, 5})

    @pytest.mark.parametrize("measure", list(fees.Measure))
    def test_a_fee_is_reckoned_up_to_a_hundred_thousand(self, measure):
        assert fees.fee_of(measure, 100_000) > 0
        for wrong in (0, 100_001):
            with pytest.raises(NotAllowed, match="数量须在1到100000之间"):
                fees.fee_of(measure, wrong)
        with pytest.raises(
            NotAllowed, match=r"当月10件以内、30页以内不收费 · the first 10 .* first 30 pages"
        ):
            fees.fee_of(measure, 1)

    @pytest.mark.parametrize(
        ("place", "yuan"), [(11, 100), (30, 100), (31, 200), (40, 200), (41, 300), (50, 300)]
    )
    def test_ten_requests_more_cost_a_hundred_more_each(self, place, yuan):
        assert fees.of_request(place) == yuan

    @pytest.mark.parametrize(("pages", "yuan"), [(30, 0), (31, 10), (100, 700), (200, 2700), (202, 2780)])
    def test_a_page_costs_more_the_more_there_are(self, pages, yuan):
        assert fees.of_pages(pages) == yuan

    def test_who_came_is_counted_with_its_way_or_not_at_all_and_nobody_is_a_count(self):
        for people, counted in ((0, "heads"), (12, "estimate"), (None, "")):
            assert activities.check_attended(people, counted) is None
        for people, counted in ((None, "heads"), (0, ""), (3, "")):
            with pytest.raises(NotAllowed, match="没有数就都留空"):
                activities.check_attended(people, counted)


class TestMoments:
    @pytest.mark.parametrize(
        ("begin", "end", "hours"),
        [(0, 0, 0), (0, 1, 1), (0, 3600, 1), (0, 3601, 2), (3600, 0, 0), (0, 7200, 2)],
    )
    def test_begun_hours_and_minutes_count_and_none_is_less_than_nothing(self, begin, end, hours):
        seconds = [NOW + timedelta(seconds=one) for one in (begin, end)]
        assert questions.hours_between(*seconds) == hours
        minutes = [NOW + timedelta(seconds=one / 60) for one in (begin, end)]
        assert warnings.minutes_between(*minutes) == hours

    @pytest.mark.parametrize(("urgency", "hours"), [("grave", 5), ("serious", 24), ("ordinary", 48)])
    def test_the_first_answer_is_owed_by_the_hours_of_its_class_nights_and_all(self, urgency, hours):
        due = questions.due_of(NOW, questions.Urgency(urgency))
        assert due == NOW + hours * HOUR
        assert questions.was_in_time(due, due) is True
        assert questions.was_in_time(due + MINUTE, due) is False

    def test_a_matter_is_heard_of_now_or_before(self):
        assert questions.check_heard(NOW, NOW) is None
        with pytest.raises(NotAllowed, match="得知时间在现在之后"):
            questions.check_heard(NOW + MINUTE, NOW)

    def test_an_activity_lasts_up_to_a_day(self):
        assert activities.check_span(NOW, NOW + 24 * HOUR) is None
        assert activities.check_span(NOW, NOW + MINUTE) is None
        with pytest.raises(NotAllowed, match="按系列安排"):
            activities.check_span(NOW, NOW + 24 * HOUR + MINUTE)
        for ends in (NOW, NOW - MINUTE):
            with pytest.raises(NotAllowed, match="不晚于开始"):
                activities.check_span(NOW, ends)

    @pytest.mark.parametrize("state", [State.CANCELLED, State.HELD])
    def test_nobody_signs_up_to_what_is_over_or_has_begun(self, state):
        assert activities.check_open(State.OPEN, NOW + MINUTE, NOW) is None
        with pytest.raises(NotAllowed, match="已取消或已举办"):
            activities.check_open(state, NOW + MINUTE, NOW)
        with pytest.raises(NotAllowed, match="直接到现场"):
            activities.check_open(State.OPEN, NOW, NOW)

    @pytest.mark.parametrize("standing", list(Standing))
    def test_only_who_is_there_leaves_and_only_before_it_begins(self, standing):
        live = standing in (Standing.IN, Standing.OFFERED, Standing.WAITING)
        if live:
            assert activities.check_leaving(standing, State.OPEN, NOW + MINUTE, NOW) is None
            for state, begins in ((State.OPEN, NOW), (State.CANCELLED, NOW + HOUR), (State.HELD, NOW + HOUR)):
                with pytest.raises(NotAllowed, match="不必再退 · it was cancelled, has begun or was held"):
                    activities.check_leaving(standing, state, begins, NOW)
        else:
            with pytest.raises(NotAllowed, match="已经退出"):
                activities.check_leaving(standing, State.OPEN, NOW + MINUTE, NOW)

    @pytest.mark.parametrize(
        ("sent", "expires", "words"),
        [
            (NOW + 11 * MINUTE, NOW + HOUR, "发布时间在现在之后"),
            (NOW - HOUR, NOW - HOUR, "失效时间不晚于发布时间"),
            (NOW - HOUR, NOW, "已经失效"),
            (NOW.replace(year=1999), NOW + HOUR, "年份不对"),
            (NOW, NOW.replace(year=2100), "年份不对"),
        ],
    )
    def test_a_warning_stands_from_when_it_was_issued_to_when_it_ends(self, sent, expires, words):
        for right in ((NOW + 10 * MINUTE, NOW + 11 * MINUTE), (NOW.replace(year=2000), NOW + MINUTE)):
            assert warnings.check_times(*right, NOW) is None
        assert warnings.check_times(NOW, NOW.replace(year=2099), NOW) is None
        with pytest.raises(NotAllowed, match=words):
            warnings.check_times(sent, expires, NOW)


class TestVolunteers:
    @pytest.mark.parametrize(
        ("state", "standing", "erased", "asked", "words"),
        [
            (State.HELD, Standing.IN, False, False, "本人要求"),
            (State.OPEN, Standing.IN, False, True, "先登记这次服务的举办"),
            (State.CANCELLED, Standing.IN, False, True, "先登记这次服务的举办"),
            (State.HELD, Standing.OFFERED, False, True, "没有参加"),
            (State.HELD, Standing.IN, True, True, "按期删除"),
        ],
    )
    def test_a_certificate_needs_all_of_asking_service_place_and_name(
        self, state, standing, erased, asked, words
    ):
        assert volunteers.check_certified("held", "in", erased=False, asked=True) is None
        with pytest.raises(NotAllowed, match=words):
            volunteers.check_certified(state, standing, erased=erased, asked=asked)

    def test_who_may_come_to_harm_is_insured_by_somebody_named(self):
        assert volunteers.check_insured(True, " 某保险公司 ") == "某保险公司"
        assert volunteers.check_insured(False, "  ") == ""
        with pytest.raises(NotAllowed, match="第十七条"):
            volunteers.check_insured(True, " ")

    @pytest.mark.parametrize(
        ("minutes", "said"),
        [(1, "1分钟"), (59, "59分钟"), (60, "1小时"), (61, "1小时1分钟"), (150, "2小时30分钟")],
    )
    def test_a_length_of_time_names_hours_and_minutes_where_there_are_any(self, minutes, said):
        assert volunteers.spoken(minutes) == said

    def test_a_certificate_says_who_served_for_whom_when_how_long_and_by_which_code(self):
        lines = volunteers.certificate(
            volunteers.Served(
                name="青檀",
                day=date(2026, 3, 7),
                issuer="云岭乡党政办公室",
                title="清河行动",
                task="清理河道垃圾",
                minutes=90,
                code="ABCD-1234",
                issued_on=date(2026, 3, 12),
            )
        )
        assert lines[0] == "志愿服务记录证明"
        assert lines[1] == "兹证明青檀于2026年3月7日参加云岭乡党政办公室组织的志愿服务“清河行动”。"
        assert lines[2:4] == ["服务内容：清理河道垃圾。", "服务时长：1小时30分钟。"]
        assert lines[5] == "查询码：ABCD-1234"
        assert lines[-2:] == ["云岭乡党政办公室（盖章）", "2026年3月12日"]


class TestPlaces:
    """The order of arrival, and who fits."""

    @pytest.mark.parametrize(
        ("free", "sizes", "asked"),
        [(0, [1], []), (1, [1], [0]), (3, [2, 2, 1], [0, 2]), (2, [3, 2], [1]), (5, [2, 3, 1], [0, 1])],
    )
    def test_free_places_are_offered_in_order_to_those_who_fit(self, free, sizes, asked):
        assert activities.offers(free, [activities.Party(*one) for one in enumerate(sizes)]) == asked

    @pytest.mark.parametrize(
        ("free", "size", "waiting", "standing"),
        [
            (None, 20, [1], Standing.IN),
            (2, 2, [], Standing.IN),
            (2, 3, [], Standing.WAITING),
            (2, 2, [3], Standing.IN),
            (2, 1, [2], Standing.WAITING),
        ],
    )
    def test_who_arrives_is_in_where_it_fits_and_nobody_before_it_does(self, free, size, waiting, standing):
        before = [activities.Party(*one) for one in enumerate(waiting)]
        assert activities.standing_on_arrival(free, size, before) is standing
