"""What is said of lessons: how many posts of a unit have to learn them, and how many are covered. Never who."""

from zerentian.ledger.rules.figures import Figure
from zerentian.ledger.rules.verbs import Count, Flag, Post, Verb

VERBS = [
    Verb("lesson.opened", "规定学习科目", {"months": Count()}, label_en="lesson required"),
    Verb(
        "lesson.revised", "更新学习材料", {"version": Count(), "again": Flag()}, label_en="material renewed"
    ),
    Verb(
        "lesson.held",
        "组织集中学习",
        {"attended": Count(optional=True)},
        label_en="gone through together",
        late_days=7,
    ),
    Verb(
        "lesson.required",
        "岗位应学",
        {"posts": Count()},
        (Post("learning.required", amount="posts"),),
        label_en="posts have to learn it",
    ),
    Verb(
        "lesson.released",
        "岗位不再应学",
        {"posts": Count(), "covered": Count()},
        (
            Post("learning.required", amount="posts", sign=-1),
            Post("learning.covered", amount="covered", sign=-1),
        ),
        label_en="posts have to learn it no more",
    ),
    Verb(
        "lesson.done",
        "学完",
        {"renewed": Flag()},
        (Post("learning.covered", when={"renewed": False}),),
        label_en="learned",
    ),
    Verb(
        "lesson.lapsed",
        "学习到期",
        {"posts": Count()},
        (Post("learning.covered", amount="posts", sign=-1),),
        label_en="what was learned holds no more",
    ),
    Verb("lesson.ended", "停止学习科目", label_en="lesson no longer required"),
]
FIGURES = [
    Figure(
        "learning.required",
        "应学岗位",
        "Posts that have to learn",
        "stock",
        "learning.required",
        "岗次",
        "期末在任岗位应学的科目数之和，一个岗位应学两科计两岗次。",
        "Posts times lessons required of them at the period's end.",
    ),
    Figure(
        "learning.covered",
        "已学岗位",
        "Posts that have learned",
        "stock",
        "learning.covered",
        "岗次",
        "期末应学岗次中已学完且在有效期内的；不计学时、笔记、照片和积分。",
        "Of the posts that have to learn, those that did and for whom it still holds; no hours, notes or points.",
    ),
]
