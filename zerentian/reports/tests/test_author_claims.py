"""What an author claims in free words: numbers in every writing, superlatives, that nothing was or all is well."""

from pathlib import Path

import pytest

from zerentian.reports.rules.claims import CLAIM, NUMBER, clauses, marked
from zerentian.reports.rules.document import AUTHOR_MARK
from zerentian.reports.rules.outline import parse

SENTENCES = Path(__file__).with_name("data") / "audit_offices.txt"

NUMBERS = """
三分之一的问题已经整改 五分之四的农户受益 近半农户受益 近半数农户受益 过半数的村完成 一半以上的村完成 半数以上的组完成
七成群众满意
增长两成 翻了一番 产量翻两番 成倍增长 投入翻番 满意率100% 满意率１００％ 满意率百分之百 满意率百分百
百分之九十八的群众满意 下降12‰
培育一批带头人 一大批项目落地 若干问题得到解决 数十名干部下村 上百名群众参加 成百上千的群众 多次召开会议
大多数群众满意 绝大部分村完成
1,234元 1234.5万元 ３０余人 十余次 二十多件 廿三件 卅户 壹佰贰拾元 叁万元 近千人 百余户 千余亩 两千零六人 两倍多
三家企业 八位代表 十二轮
两小时办结 五年建成 两起事故 走访俩人
"""
BOASTS = """
首次实现扭亏 首届文化节 首批试点 首创做法 最大的难题得到解决 最满意的乡镇 位列第一 全县第一 率先完成 名列前茅 走在前列
遥遥领先 史上最严
前所未有 全年零上访 实现零事故 零差错 零投诉 未发生一起 没有一起事故 从未出现 无一例 无死角 无重大事故 杜绝了上访
不漏一户
全部办结 全面完成 圆满完成 超额完成 提前完成 均按期办结 均已到位 全覆盖 覆盖所有村组 全员参训 件件有回音 事事有着落
户户受益 家家通水
明显好转 大幅减少 逐年下降 持续向好 同比增长 环比下降 群众一致好评 普遍满意
"""
NEITHER = """
一是压实责任 第一责任人亲自过问 第一时间赶到 第一书记驻村 第一季度 第一产业 第一议题 一方面抓学习 一把手负总责
一岗双责 进一步压实
一如既往 统一思想 一体推进 同一件事 一起部署、一起落实 一条心 万众一心 千方百计 十分重视 三农工作 四个意识 八项规定
两个维护 一线干部
一般干部 最近 最后一公里 最终 最初 首先 首要任务 半年来 上半年 下半年以来 2026年6月30日 6月 3月底 三月三 五一期间
七一前夕 十月 二期工程
未按期完成的事项 党的二十届三中全会 一村一品 三会一课 三重一大 多措并举 三年行动 五年规划 百年奋斗 零星小额
零距离服务 一家人 三位一体
几乎 “两会”期间
"""


@pytest.mark.parametrize("text", NUMBERS.split())
def test_a_number_is_found_in_whatever_way_it_is_written(text):
    assert NUMBER.search(text)
    assert "".join(words for words, _ in marked(f"{text}。")) == f"{text}{AUTHOR_MARK}。"


@pytest.mark.parametrize("text", BOASTS.split())
def test_what_no_record_says_of_itself_is_found(text):
    assert CLAIM.search(text)


@pytest.mark.parametrize("text", NEITHER.split())
def test_ordinals_names_and_set_phrases_claim_nothing(text):
    assert not [clause for clause in clauses(text) if CLAIM.search(clause)]


def test_the_number_of_a_point_is_none_and_what_stands_behind_it_is():
    assert not CLAIM.search("1.加强领导")
    assert not CLAIM.search("2）加强领导")
    assert CLAIM.search("1.5万元")
    assert CLAIM.search("1.修渠300米")


def test_of_clauses_with_quantities_as_offices_write_them_nearly_all_are_found():
    lines = SENTENCES.read_text("utf-8").splitlines()
    said = [one for line in lines for one in clauses(line.partition("\t")[2]) if "[" in one and "]" in one]
    found = [one for one in said if CLAIM.search(one.replace("[", "").replace("]", ""))]
    assert len(said) > 4000
    assert len(found) >= 0.96 * len(said)


def test_each_claim_of_a_paragraph_is_named_while_it_is_written():
    told = parse(
        "# 题\n\n走访三十余户，满意率全县第一，今后继续努力；全年零上访，修渠300米。", frozenset()
    ).objections
    assert [one.message.zh.partition("”")[0] for one in told] == [
        "“三十余户",
        "“全县第",
        "“全年零",
        "“300",
    ]
    assert not [one for one in told if one.refused or one.line != 3]
