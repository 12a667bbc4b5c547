"""The areas of work that nearly every township has: an offer to begin with, renamed and added to afterwards."""

from collections.abc import Mapping

USUAL_AREAS: Mapping[str, str] = {
    "party": "党的建设",
    "safety": "安全生产",
    "fire": "消防与森林防火",
    "flood": "防汛抗旱",
    "hazard": "地质灾害防治",
    "habitat": "人居环境",
    "ecology": "生态环境保护",
    "farm": "耕地保护与农业生产",
    "revival": "乡村振兴",
    "building": "建设与自建房安全",
    "petition": "信访与群众诉求",
    "peace": "平安建设",
    "relief": "社会救助",
    "health": "医疗保障与公共卫生",
    "culture": "公共文化与教育",
    "study": "理论学习",
}
