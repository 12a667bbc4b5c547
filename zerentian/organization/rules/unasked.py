"""What a table may not bring about a person (boundaries 1 and 2), by what a column means and not by its name alone.

A list by meaning: each with what its headings hold, in Chinese anywhere in the heading, in English as a word of it.
"""

import re
import unicodedata
from collections.abc import Mapping

MEANINGS: Mapping[str, str] = {
    "账号与主页": "账号 帐号 账户名 帐户名 昵称 网名 网友 头像 个性签名 个人主页 主页地址 粉丝 微信号 "
    "微信名 微信昵称 抖音 快手 微博 小红书 朋友圈 群聊 群名 qq群 用户id 用户编号 设备号 "
    "ip属地 ip归属 ip地址 ip所在 | uid openid unionid avatar nickname nick handle "
    "screenname followers follower fans profile ip imei",
    "言论与帖文": "帖文 帖子 发帖 跟帖 博文 推文 楼主 言论 发言内容 评论内容 评论人 评论数 转发 点赞 "
    "点踩 浏览量 播放量 阅读量 原文链接 网址 | post tweet likes repost url permalink "
    "hashtag",
    "观点与情感": "观点 立场 倾向 情感 情绪 思想动态 思想状况 思想表现 个人态度 政治态度 正负面 舆情 "
    "敏感程度 | sentiment stance opinion emotion attitude tendency",
    "信仰": "宗教 信仰 信教 教派 教职 | religion faith creed belief church",
    "政治面貌": "政治面貌 政治身份 党派 是否党员 入党 政治表现 | party political",
    "重点人员": "重点人 重点对象 重点群众 重点关注 关注对象 稳控 管控 维稳 涉稳 五包一 包案稳 缠访 "
    "闹访 非访 越级访 重复信访 重复上访 上访次数 信访次数 信访老户 上访老户 黑名单 前科 "
    "吸毒 刑满 社区矫正 精神障碍 行踪 轨迹 人员等级 人员类别 人员标签 人物标签 风险人员 | "
    "blacklist watchlist troublemaker petitioner",
}


def words_of(heading: str) -> set[str]:
    """Return the English words of a heading, also where they are run together as ``userName``."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFKC", heading))
    return set(re.findall(r"[a-z]+", apart.lower()))


def unasked(heading: str) -> str:
    """Return which meaning that is not collected a column has, empty for none."""
    plain = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", heading)).lower()
    english = words_of(heading)
    for meaning, listed in MEANINGS.items():
        chinese, _, latin = listed.partition("|")
        if any(stem in plain for stem in chinese.split()) or english & set(latin.split()):
            return meaning
    return ""
