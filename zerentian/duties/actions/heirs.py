"""Whose work it is when the post that had it has ended: whoever took that post's work over."""

from datetime import date

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Post

TAKEN_OVER = "原岗位已撤并，由接办岗位办理"


def elsewhere(post: Post, day: date) -> Post | None:
    """Return the post to which work passes because its own has ended; None where it stays or nobody follows."""
    heir = post.heir_on(day)
    return heir if heir is not None and heir.pk != post.pk else None


def check_takes_on(post: Post, day: date) -> None:
    """Refuse to give work to a post that has ended, or has not begun: it would lie on nobody's desk."""
    if not post.exists_on(day):
        raise NotAllowed(
            f"“{post.title}”岗位已撤销或尚未设立，请选现有岗位",
            f"the post {post.code} has ended or not begun: choose one that exists",
        )


def back_to(before: Post, having: Post, day: date) -> Post:
    """Return the post to which work is passed back: the one that had it before, or whoever has its work now."""
    heir = before.heir_on(day)
    if heir is None or before.pk != heir.pk == having.pk:
        raise NotAllowed(
            "原来的岗位已撤销，其工作由现在的岗位接办，不能退回；需要换人的请另行移交",
            "the post that had it has ended and this one has its work: it can't be passed back; hand it over instead",
        )
    return heir
