"""Measure which edits of a deed's text or of minutes are still seen as repeats, and how often honest ones are too.

``.venv/bin/python bench/texts.py`` prints the tables of "Texts told before" in ``bench/results.md``. The texts are
put together at random (seeded) from sentences about one duty; honest ones share its set phrases, villages and finds.
"""

import random
import sys
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from zerentian.duties.rules.minutes import Outcome, drafted, matters
from zerentian.evidence.rules.repeated import ENOUGH, pieces, share

VILLAGES = ("上湾村", "石桥村", "柳树坪村", "白果村", "大堰村", "双河口村", "青龙村", "黄泥塘村")
PLACES = (
    "后山防火道",
    "老鹰岩林区",
    "公墓周边",
    "水库上游坡地",
    "油茶基地",
    "通村公路两侧",
    "集中安置点",
    "烟花零售点",
)
WHO = ("包村干部和护林员", "村两委成员", "应急队员", "网格员会同林业站", "党员志愿者", "驻村工作队")
FOUND = (
    "发现{p}堆放枯枝{n}处",
    "发现有人在{p}烧秸秆，已劝止",
    "{p}的警示牌被风刮倒{n}块",
    "未见用火，{p}隔离带完好",
    "{p}的蓄水桶缺水{n}个",
    "有{n}户农户计划焚烧田埂草",
    "检查站登记表漏登{n}天",
    "{p}入口的卡点无人值守",
    "扑火工具锈蚀{n}件",
    "{p}有遗留的香烛纸钱",
    "输电线路下方树枝过近{n}处",
    "巡护便道塌方{n}米",
)
DONE = (
    "当场清理完毕",
    "已交村组在三天内清走",
    "重新立好并加固",
    "对当事人讲明了禁火令的规定",
    "约定由组长每天傍晚再看一次",
    "从村部调来水泵补满",
    "补登后由值班员签字",
    "向供电所报告并约了修剪时间",
    "换上新的二号工具和水枪",
    "安排两人轮流守到雨后",
    "用铁锹开出一条便道",
    "给农户发了集中处理点的位置图",
)
TALKED = (
    "走访独居老人{n}户，看了灶房和烟囱",
    "在小卖部门口讲了扫墓用鲜花的做法",
    "和放羊的人约好不带火种上山",
    "院坝会上答复了补植树苗的问题",
    "给学校送去{n}张宣传画",
    "用大喇叭播了两遍禁火通告",
    "询问了外来施工队的动火审批",
    "与邻村商定了联防电话",
    "教会{n}人使用风力灭火机",
    "核对了进山人员的登记本",
    "看望了受过轻伤的队员",
    "和养蜂人确认了蜂箱的位置",
)
NEXT = (
    "下周重点看{p}",
    "清明前再来一次",
    "缺的工具报应急办采购",
    "月底在村务栏公开",
    "请林业站来讲一课",
    "等雨后复查坡面",
)
Made = tuple[str, list[str]]


def honest(draw: random.Random) -> Made:
    """Return the village and the sentences of one patrol that took place, three to five of them."""
    village = draw.choice(VILLAGES)
    filled = lambda text: text.format(p=draw.choice(PLACES), n=draw.randint(2, 40))  # noqa: E731
    finds = draw.sample(FOUND, draw.randint(1, 2))
    told = [f"{filled(one)}，{draw.choice(DONE)}" for one in finds]
    told += [filled(one) for one in draw.sample(TALKED, draw.randint(1, 2))]
    first = (
        f"{draw.randint(1, 12)}月{draw.randint(1, 28)}日，{draw.choice(WHO)}到{village}{draw.choice(PLACES)}"
    )
    first += "开展森林防火巡查"
    return village, [first, *told, filled(draw.choice(NEXT))]


def joined(sentences: list[str]) -> str:
    """Return the text of some sentences."""
    return "。".join(sentences) + "。"


def renumbered(text: str, draw: random.Random) -> str:
    """Return a text with every number another."""
    return "".join(str(draw.randint(1, 9)) if one.isdigit() else one for one in text)


def moved(sentences: list[str], draw: random.Random) -> list[str]:
    """Return the sentences after the first in another order."""
    rest = sentences[1:]
    draw.shuffle(rest)
    return [sentences[0], *rest]


def elsewhere(made: Made, draw: random.Random) -> str:
    """Return a text with the village exchanged."""
    other = draw.choice([one for one in VILLAGES if one != made[0]])
    return joined(made[1]).replace(made[0], other)


def dropped(sentences: list[str], draw: random.Random) -> list[str]:
    """Return the sentences without one that is not the first."""
    gone = draw.randrange(1, len(sentences))
    return sentences[:gone] + sentences[gone + 1 :]


EDITS: dict[str, Callable[[Made, random.Random], str]] = {
    "another day, other numbers": lambda made, draw: renumbered(joined(made[1]), draw),
    "another village": elsewhere,
    "a sentence dropped": lambda made, draw: joined(dropped(made[1], draw)),
    "sentences moved": lambda made, draw: joined(moved(made[1], draw)),
    "a sentence added": lambda made, draw: joined([*made[1], honest(draw)[1][1]]),
    "all: village, numbers, moved, one dropped": lambda made, draw: renumbered(
        elsewhere((made[0], moved(dropped(made[1], draw), draw)), draw), draw
    ),
}


POSTS = ("应急办主任", "农业农村办主任", "党政办主任", "派出所所长", "分管副乡长")
ROUNDS = 300


def meeting(draw: random.Random) -> list[Outcome]:
    """Return the outcomes of a meeting that took place: two to four matters, in the set phrases of minutes."""
    found = []
    for title in draw.sample(("防汛", "森林防火", "安全生产", "环境整治", "道路养护"), draw.randint(2, 4)):
        words = joined(honest(draw)[1][1:])
        found.append(
            Outcome(title, "会议同意该议题", words, presenter=draw.choice(POSTS), votes="，一致同意。")
        )
    return found


def minutes_of(outcomes: list[Outcome]) -> str:
    """Return what the minutes of such a meeting say of its matters."""
    return matters(
        drafted("3月2日，书记主持召开党委会会议。纪要如下：", outcomes, "出席：甲、乙", "应到9人，实到8人。")
    )


def main() -> None:
    """Print the tables."""
    draw = random.Random(20260711)
    texts = [honest(draw) for _ in range(600)]
    kept = [pieces(joined(one[1])) for one in texts]
    for name, edit in EDITS.items():
        shares = [share(own, pieces(edit(one, draw))) for one, own in zip(texts, kept, strict=True)]
        print(f"| {name} | {sum(one >= ENOUGH for one in shares)} of {len(texts)} | {min(shares)} |")
    meetings = [meeting(draw) for _ in range(ROUNDS)]
    minuted = [pieces(minutes_of(one)) for one in meetings]
    again = [minutes_of([*one[1:], meeting(draw)[0]] if len(one) > 2 else one[::-1]) for one in meetings]
    shares = [share(own, pieces(renumbered(one, draw))) for own, one in zip(minuted, again, strict=True)]
    print(
        f"| minutes: numbers, moved, a matter exchanged | {sum(one >= ENOUGH for one in shares)} of {ROUNDS}"
        f" | {min(shares)} |"
    )
    others = [share(one, other) for one, other in combinations(minuted, 2)]
    print(f"| honest minutes | {sum(one >= ENOUGH for one in others)} of {len(others)} | {max(others)} |")
    apart = [share(one, other) for one, other in combinations(kept, 2)]
    over = sum(one >= ENOUGH for one in apart)
    print(f"| honest pairs of one duty | {over} of {len(apart)} | {max(apart)} |")
    for limit in range(45, 90, 5):
        print(limit, sum(one >= limit for one in apart) * 1000 / len(apart), file=sys.stderr)


if __name__ == "__main__":
    main()
