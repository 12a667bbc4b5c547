"""What residents say in the measurements: made-up rows, the same for this program and for its peers."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

PLACES = ("老街", "坝上", "水库边", "学校旁", "三组", "后山", "村口", "文化广场")
MATTERS = (
    ("噪音", "石料场夜里机器{word}很大，附近几户睡不着，请查看"),
    ("路灯", "{place}的{word}不亮已经两周，夜里走路看不清台阶"),
    ("积水", "{place}一段路面{word}，两边排水沟堵住，行人绕行"),
    ("补贴", "种粮{word}比去年晚了一个月还没有到账，请核对名册"),
    ("垃圾", "{place}的{word}堆了四天没有清运，气味很大，影响出行"),
    ("水管", "{place}的{word}冻裂，一直往外漏，田埂边已经结冰"),
    ("网络", "{place}一带手机{word}时断时续，孩子上课经常掉线"),
    ("围墙", "{place}老粮站的{word}倾斜，下雨天担心倒下来伤人"),
)
# Stands in one concern of every two thousand.
RARE = "彩票"
REPLY = "经现场查看，已安排处理，五日内完成。"


def rows(first: int, last: int, now: datetime) -> Iterator[list[str]]:
    """Yield number, title, text, when received, reply, when answered; every other one is answered."""
    random = Random(first)
    for number in range(first, last):
        word, text = random.choice(MATTERS)
        place = random.choice(PLACES)
        said = f"{text.format(word=word, place=place)}，编号{number}。"
        said += "情况属实请尽快处理。" * random.randrange(1, 12)
        said += f"另有{RARE}站占道。" if number % 2_000 == 7 else ""
        at = now - timedelta(minutes=10 + number % 500_000)
        answered = number % 2 == 0
        yield [
            str(number),
            f"{place}{word}问题",
            said,
            f"{at:%Y-%m-%d %H:%M}",
            REPLY if answered else "",
            f"{now:%Y-%m-%d %H:%M}" if answered else "",
        ]
