"""Lists kept for oneself, which are in no entry."""

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.texts import plain
from zerentian.organization.access import require
from zerentian.organization.lists import ListOf
from zerentian.organization.models import Account, KeptList, Looked

MOST_KEPT = 12
LONGEST_TITLE = 30
LONGEST_ASKED = 500


def keep_list(listed: ListOf, *, title: str, asked: str, by: Account) -> KeptList:
    """Keep a list's filters, sorting and columns under a title of one's own; NotAllowed for no title or one taken."""
    require(by, listed.right)
    title = plain(title).strip()
    if not title or len(title) > LONGEST_TITLE:
        raise NotAllowed(
            f"请填写标题，不超过{LONGEST_TITLE}字", f"give it a title of at most {LONGEST_TITLE} signs"
        )
    if len(asked) > LONGEST_ASKED:
        raise NotAllowed(
            "筛选条件太多，无法保存为视图，请减少几项",
            "too much to be kept: choose fewer filters or columns",
        )
    mine = KeptList.objects.filter(account=by, code=listed.code)
    if mine.filter(title=title).exists():
        raise NotAllowed(f"已有名为“{title}”的视图", f"there is a view called “{title}” already")
    if mine.count() >= MOST_KEPT:
        raise NotAllowed(
            f"每个列表最多保留{MOST_KEPT}个视图，请先删去不用的",
            f"{MOST_KEPT} views of a list at most: forget one first",
        )
    kept: KeptList = KeptList.objects.create(account=by, code=listed.code, title=title, asked=asked)
    return kept


def look_up_to(entry: int, *, by: Account) -> None:
    """Mark what has changed as looked at, up to an entry; it never goes back. In no entry: it is one's own."""
    require(by, "account.own")
    looked, _made = Looked.objects.get_or_create(account=by)
    Looked.objects.filter(pk=looked.pk, entry__lt=entry).update(entry=entry)


def forget_list(kept: KeptList, *, by: Account) -> None:
    """Forget a list of one's own."""
    require(by, "account.own")
    KeptList.objects.filter(pk=kept.pk, account=by).delete()
