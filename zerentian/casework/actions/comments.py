"""Comments inside the office on a concern: words, files, and the posts they mention, until these have read them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from zerentian.casework.actions.intake import added_files
from zerentian.casework.actions.steps import filed, locked, say
from zerentian.casework.models import Concern, Happening, Mention
from zerentian.casework.models.dispatches import helping_at
from zerentian.evidence.actions import Received
from zerentian.ledger.actions import record
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.models import Account, Post

MOST_MENTIONED = 20


@transaction.atomic
def note_concern(
    concern: Concern,
    *,
    words: str,
    by: Account,
    now: datetime,
    files: Sequence[Received] = (),
    posts: Sequence[Post] = (),
) -> Concern:
    """Comment on a concern that one handles, assists with or keeps at the desk; the resident does not read it.

    It stands on the desk of every post mentioned until it is read there. A post in which nobody may read the concern
    is refused: a comment opens no matter to anybody.
    """
    place = helping_at(concern, by)
    concern = locked(concern, by=by, now=now, right="concern.register", here=True, path=place)
    words = check_filled(words, "留言内容", "the comment")
    check_may_read(concern, posts, now)
    kept = filed(concern, files, by=by, now=now)
    rows = added_files(concern, kept, now, from_resident=False)
    entry = say(
        "concern.noted",
        concern,
        "note",
        by=by,
        now=now,
        facts={"by_code": False},
        words=words,
        rows=rows,
        files=kept,
    )
    mention(concern, Happening.objects.get(entry=entry.uuid), posts, by, now)
    # Who answers has read what was asked.
    mark_read(concern, by, now)
    return concern


def check_may_read(concern: Concern, posts: Sequence[Post], now: datetime) -> None:
    """Refuse to mention too many posts, and one in which nobody may read the concern today."""
    if len(posts) > MOST_MENTIONED:
        raise NotAllowed(
            f"一次最多提到{MOST_MENTIONED}个岗位", f"mention at most {MOST_MENTIONED} posts at once"
        )
    for post in posts:
        holders = Account.objects.holding(post, local_day(now))
        if not any(Concern.objects.visible_to(one).filter(pk=concern.pk).exists() for one in holders):
            raise NotAllowed(
                f"“{post.title}”现在没有人能查看这件诉求，不能提到；需要时请先请其协办",
                f"nobody in the post “{post.title}” may read this concern now: ask its office to assist first",
            )


def mention(
    concern: Concern, happening: Happening, posts: Sequence[Post], by: Account, now: datetime
) -> None:
    """Let a comment stand on the desks of the posts it mentions."""
    rows = [
        Mention.objects.create(concern=concern, happening=happening, post=post)
        for post in {post.pk: post for post in posts}.values()
    ]
    if rows:
        facts = {"posts": len(rows)}
        record(
            "comment.addressed",
            subject=concern.ref,
            unit=concern.path,
            by=by,
            now=now,
            facts=facts,
            rows=rows,
        )


@transaction.atomic
def read_mentions(concern: Concern, *, by: Account, now: datetime) -> int:
    """Take the comments that mention one's posts off the desks of these posts; return how many."""
    concern = locked(concern, by=by, now=now, right="desk.view")
    return mark_read(concern, by, now)


def mark_read(concern: Concern, by: Account, now: datetime) -> int:
    """Mark the mentions of the account's posts as read, in one entry; nothing where there are none."""
    rows = list(Mention.objects.waiting_for(by).filter(concern=concern).select_for_update(of=("self",)))
    for row in rows:
        row.read_on = local_day(now)
        row.save(update_fields=["read_on"])
    if rows:
        record(
            "comment.read",
            subject=concern.ref,
            unit=concern.path,
            by=by,
            now=now,
            facts={"posts": len(rows)},
            rows=rows,
        )
    return len(rows)
