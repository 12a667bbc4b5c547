"""Numbers of persons are known however they are written; columns about persons by what they mean."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.organization.rules.numbers import (
    has_long_number,
    is_of_matter,
    without_digits,
    without_long_numbers,
)
from zerentian.organization.rules.unasked import MEANINGS, unasked

PHONE = "13900012345"


@pytest.mark.parametrize(
    "written",
    [
        PHONE,
        PHONE[:10],
        PHONE[1:],
        "１３９０００１２３４５",
        "139 0001 2345",
        "139-0001-2345",
        "139－0001—2345",
        "139.0001.2345",
        "139\u30000001\u00a02345",
        "(0731) 8888 888",
        "١٣٩٠٠٠١٢٣٤٥",
        "一三九零零零一二三四五",
        "139零零零一2345",
        "一三九0001二三四五",
        "一三九、零零零一、二三四五",
        "壹叁玖零零零壹贰叁肆伍",
        "139\u200b0001\u200b2345",
        "打过 139 0001 2345 没人接",
        "11010519491231002X",
    ],
)
def test_a_persons_number_is_known_however_it_is_written(written):
    assert has_long_number(written)
    assert not has_long_number(without_long_numbers(written))


@pytest.mark.parametrize("written", ["路灯", "101省道", "3号楼5单元", "2026年3月2日", "三三两两", "990101"])
def test_other_digits_are_no_persons_number(written):
    assert not has_long_number(written)


@pytest.mark.parametrize(
    "number", ["2026-0012", "2026-48319027", "T2026-48319027", "YJ2026-48319027", "F48319027"]
)
def test_numbers_of_matters_are_known_and_stay(number):
    assert is_of_matter(number)
    assert is_of_matter(number.lower())
    assert without_long_numbers(f"见{number}一案") == f"见{number}一案"


@pytest.mark.parametrize(
    "written", ["13900012345", "2026-13900012345", "020-84831902", "A48319027", "48319027", "2026-48319027-1"]
)
def test_longer_numbers_and_those_without_a_matters_form_are_none_of_a_matter(written):
    assert not is_of_matter(written)
    assert not re.search(r"\d{7}", without_long_numbers(f"打{written}"))


def test_numbers_of_matters_stay():
    assert without_long_numbers("2026-0012 上半年报告") == "2026-0012 上半年报告"


@given(st.lists(st.sampled_from([*"0123456789", "０", "９", "-", " ", "路", "灯"]), max_size=30).map("".join))
def test_no_digit_is_left_where_none_may_stand(text):
    assert not any(one.isdigit() for one in without_digits(text))
    assert not has_long_number(without_long_numbers(text))


@pytest.mark.parametrize(
    "heading",
    ["UID", "用户 ID", "IP属地", "ip 归属地", "头像", "头像链接", "Avatar", "帖文", "帖文内容",
     "原帖子", "政治面貌", "宗教信仰", "是否信教", "情感倾向", "情感（正/负）", "立场",
     "对政府立场", "重点人员", "是否重点人员", "稳控责任人", "重复信访次数", "信访老户",
     "思想动态", "sentimentScore", "party_membership", "观点", "黑名单", "行踪", "微博昵称", "用户名",
     "公众号", "QQ号码", "发布者", "账户", "关注量", "贴文", "回帖", "评论量", "弹幕", "互动量", "截图链接",
     "敏感度", "态度", "当事人/态度", "意识形态", "心理评估", "佛教徒", "民族", "法轮功", "党员", "政审",
     "家庭成分", "上访人员", "上访史", "是否重复访", "特殊人群", "敏感人员", "五失人员", "风险等级（人员）",
     "人员分类", "征信", "犯罪记录", "刑释", "社会关系", "盯防责任人", "人脸", "指纹", "user_name",
     "accountId", "WeChat ID", "key person", "locationHistory", "petition count", "loyalty",
     "是否上访", "有无信访", "上访情况", "上访原因"],
)  # fmt: skip
def test_what_is_not_asked_of_persons_is_known_by_its_meaning(heading):
    assert unasked(heading) in MEANINGS


@pytest.mark.parametrize(
    "heading",
    ["联系电话", "地址", "诉求人", "备注", "办理情况", "关注点", "承办单位", "服务态度",
     "群众评价", "满意度", "责任人", "是否重点工单", "工单编号", "属地单位", "description",
     "guide", "received", "ticket", "诉求内容", "标题", "recipient", "态度满意度", "党员人数", "上访人次",
     "民族村", "重点群体就业", "评论员文章", "留言内容", "存在控规问题", "tracking number", "重复访问次数",
     "风险等级", "重点项目", "comments", "person in charge", "risk level", "上访情况/件次",
     "信访情况"],
)  # fmt: skip
def test_what_the_work_needs_is_taken(heading):
    assert unasked(heading) == ""
