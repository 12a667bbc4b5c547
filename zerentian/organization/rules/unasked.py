"""What a table may not bring about a person (boundaries 1 and 2), by what a column means and not by its name alone.

A list by meaning: each with what its headings hold, in Chinese anywhere in the heading, or after ``=`` as the whole of
it or of its last part; in English as a word of it, or as several words joined by ``+``.
"""

import re
import unicodedata
from collections.abc import Mapping

MEANINGS: Mapping[str, str] = {
    "账号与主页": "账号 帐号 账户名 帐户名 昵称 网名 网友 头像 个性签名 个人主页 主页地址 粉丝 微信号 微信名 "
    "微信昵称 抖音 快手 微博 小红书 朋友圈 群聊 群名 qq群 用户id 用户编号 设备号 ip属地 ip归属 ip地址 "
    "ip所在 =ip ip属 会员名 用户名 登录名 网络id 平台id 公众号 视频号 头条号 qq号 =qq =微信 =账户 =帐户 "
    "发布账 发布帐 =发布者 =作者 博主 =up主 达人 关注量 关注数 | uid openid unionid avatar nickname nick "
    "handle screenname followers follower fans profile ip imei username account twitter facebook weibo "
    "wechat tiktok douyin telegram user+name we+chat tik+tok user+id screen+name",
    "言论与帖文": "帖文 帖子 发帖 跟帖 博文 推文 楼主 言论 发言内容 评论内容 评论人 评论数 转发 点赞 点踩 "
    "浏览量 播放量 阅读量 原文链接 网址 贴文 贴子 回帖 弹幕 =评论 评论量 网络评论 发言摘要 发表内容 "
    "互动量 收藏量 收藏数 分享量 分享数 =链接 截图链接 网页链接 网页地址 | post tweet likes repost url "
    "permalink hashtag comment+text comment+count",
    "观点与情感": "观点 立场 倾向 情感 情绪 思想动态 思想状况 思想表现 个人态度 政治态度 正负面 舆情 敏感程度 "
    "敏感度 =态度 思想波动 意识形态 价值取向 心理状态 心理评估 正负向 正面负面 忠诚 | sentiment stance "
    "opinion emotion attitude tendency ideology mood loyalty standpoint",
    "信仰": "宗教 信仰 信教 教派 教职 教徒 佛教 道教 基督 天主 伊斯兰 邪教 法轮 =民族 | religion "
    "religious faith creed belief church ethnicity",
    "政治面貌": "政治面貌 政治身份 政治背景 政审 党派 是否党员 =党员 群众党员 党员群众 党团员 是否团员 "
    "家庭成分 入党 政治表现 | party political",
    "重点人员": "重点人 重点对象 重点群众 重点关注 关注对象 稳控 管控 维稳 涉稳 五包一 包案稳 缠访 闹访 非访 "
    "越级访 重复信访 重复上访 上访次数 信访次数 信访老户 上访老户 黑名单 前科 吸毒 刑满 刑释 社区矫正 "
    "社矫 精神障碍 精神病 行踪 轨迹 =动向 人员动向 出行记录 人员等级 人员类别 人员分类 人员性质 人员属性 "
    "人员标签 人物标签 人员风险 风险等级人员 风险人员 =重点群体 重点程度 特殊人群 =特殊群体 敏感人 "
    "四类人员 五失 肇事肇祸 涉访 =上访人 上访人员 上访户 上访史 是否重复访 重复访次 重复访人 是否越级 是否上访 "
    "是否信访 有无上访 有无信访 =上访情况 =上访原因 =上访经历 "
    "进京访 进京上访 赴省访 信访人重点 盯防 看护人 是否在控 =在控 违法记录 犯罪记录 征信 失信 信用分 "
    "信用评分 社会关系 亲属关系 =关系人 | blacklist watchlist troublemaker petitioner location+tracking "
    "key+person person+risk petition+count location+history",
    "生物特征": "人脸 指纹 虹膜 声纹 步态 基因 | face fingerprint biometric dna iris",
}


def words_of(heading: str) -> set[str]:
    """Return the English words of a heading, also where they are run together as ``userName``."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFKC", heading))
    return set(re.findall(r"[a-z]+", apart.lower()))


def unasked(heading: str) -> str:
    """Return which meaning that is not collected a column has, empty for none."""
    written, english = unicodedata.normalize("NFKC", heading).lower(), words_of(heading)
    plain, last = (re.sub(r"[\W_]", "", part) for part in (written, re.split(r"[/\n]", written.strip())[-1]))
    for meaning, listed in MEANINGS.items():
        chinese, _, latin = listed.partition("|")
        stems = [stem for stem in chinese.split() if not stem.startswith("=")]
        whole = {f"={plain}", f"={last}"} & set(chinese.split())
        held = whole or any(stem in plain for stem in stems)
        if held or any(set(one.split("+")) <= english for one in latin.split()):
            return meaning
    return ""
