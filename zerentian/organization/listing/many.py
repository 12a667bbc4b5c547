"""One thing done to many rows: looked over, done, told row by row, and taken back where that is lawful.

What will happen is not guessed: the preview takes the very same actions and takes them all back. Each row stands for
itself: one that is refused says why, and leaves the others whole.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden, actor
from zerentian.organization.listing.sheet import text_of
from zerentian.organization.lists import ListOf, Look, Many
from zerentian.organization.models import Account
from zerentian.organization.pages import form_page

MOST = 100
Act = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Tried:
    """A row, what stood against the action on it (nothing, where it was done), and what it was and will be."""

    row: Any
    key: str
    url: str
    against: str
    changes: Sequence[tuple[Any, str, str]] = ()


def many_page(request: HttpRequest, listed: ListOf, many: Many) -> HttpResponse:
    """Show the chosen rows and the form; then what will happen to each; then, once confirmed, what did."""
    account = actor(request)
    rows = chosen(request, listed, account)
    if not rows:
        messages.error(request, gettext("Tick the rows first."))
        return redirect(listed.page)
    if "back" in request.POST and many.back:
        return taken_back(request, listed, many, rows)
    asked = many.form(None, account, rows)
    # The list itself sends no field of the form: it is only asked for then.
    first = "look" not in request.POST and "confirm" not in request.POST
    form = asked if first and asked.fields else many.form(request.POST, account, rows)
    ready = form.is_bound and form.is_valid()
    if not ready:
        return form_page(request, "organization/many.html", form, page(listed, many, untried(listed, rows)))
    said, moment = form.cleaned_data, now()
    if "confirm" in request.POST:
        done = each(listed, rows, lambda row: many.act(row, said, account, moment))
        return render(request, "organization/many_done.html", page(listed, many, done) | {"back": many.back})
    look = Look(account, moment)
    looked = looked_over(listed, rows, lambda row: many.act(row, said, account, moment), look)
    context = page(listed, many, looked) | {"ready": any(not one.against for one in looked), "looked": True}
    return form_page(request, "organization/many.html", form, context)


def chosen(request: HttpRequest, listed: ListOf, account: Account) -> list[Any]:
    """Return the rows that were ticked, as far as the account may see them, in the order in which it ticked them."""
    keys = list(dict.fromkeys(request.POST.getlist("row")))[:MOST]
    numbers = listed.key != "pk"
    good = [
        key
        for key in keys
        if (numbers and len(key) <= 40) or (key.isascii() and key.isdigit() and len(key) < 19)
    ]
    found = listed.fetch(listed.rows(account)).filter(**{f"{listed.key}__in": good})
    rows = {str(getattr(row, listed.key)): row for row in found}
    listed.finish(list(rows.values()), Look(account, now()))
    return [rows[key] for key in good if key in rows]


def page(listed: ListOf, many: Many, tried: Sequence[Tried]) -> dict[str, Any]:
    """Return what the pages show: the list, what is done, the rows, and how many went and stayed."""
    stay = sum(bool(one.against) for one in tried)
    return {"list": listed, "many": many, "tried": tried, "go": len(tried) - stay, "stay": stay}


def tried_of(listed: ListOf, row: Any, against: str) -> Tried:
    """Return a row with what stands against it; its address is that of its main column."""
    main = next(column for column in listed.columns if column.main)
    return Tried(row, str(getattr(row, listed.key)), main.cell(row, Look(Account(), now())).url, against)


def untried(listed: ListOf, rows: Sequence[Any]) -> list[Tried]:
    """Return the rows before the form was filled in."""
    return [tried_of(listed, row, "") for row in rows]


def each(listed: ListOf, rows: Sequence[Any], act: Act) -> list[Tried]:
    """Do it to every row, each in a transaction of its own; what is refused says why."""
    tried = []
    for row in rows:
        against = ""
        try:
            with transaction.atomic():
                act(row)
        except (NotAllowed, Forbidden) as refusal:
            against = str(refusal)
        tried.append(tried_of(listed, row, against))
    return tried


def looked_over(listed: ListOf, rows: Sequence[Any], act: Act, look: Look) -> list[Tried]:
    """Return what would happen to every row, with what it was and would be: it is done, and all of it is taken back."""
    before = {str(row.pk): told_of(listed, row, look) for row in rows}
    with transaction.atomic():
        tried = each(listed, rows, act)
        # Whoever passes a row on may see it no longer: what it becomes is shown all the same.
        fresh = type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows])
        later = list(listed.fetch(fresh))
        listed.finish(later, look)
        after = {str(row.pk): told_of(listed, row, look) for row in later}
        transaction.set_rollback(True)
    return [
        replace(one, changes=changed(before[key], after.get(key, {})))
        for one, key in zip(tried, before, strict=True)
    ]


def told_of(listed: ListOf, row: Any, look: Look) -> dict[Any, str]:
    """Return what the list says of a row, by heading."""
    return {column.label: text_of(column.cell(row, look)) for column in listed.columns}


def changed(before: dict[Any, str], after: dict[Any, str]) -> list[tuple[Any, str, str]]:
    """Return the headings under which something else would stand, with what was and what would be."""
    return [(label, old, after[label]) for label, old in before.items() if after.get(label, old) != old]


def taken_back(request: HttpRequest, listed: ListOf, many: Many, rows: Sequence[Any]) -> HttpResponse:
    """Take back what was done, row by row, with the reason; the page says of each whether it went."""
    account, moment = actor(request), now()
    reason = request.POST.get("reason", "").strip()
    back = many.back
    if back is None or not reason:
        messages.error(request, gettext("Give the reason for taking it back."))
        done = untried(listed, rows)
        return render(
            request, "organization/many_done.html", page(listed, many, done) | {"back": back}, status=422
        )
    done = each(listed, rows, lambda row: back.act(row, reason, account, moment))
    return render(request, "organization/many_done.html", page(listed, many, done) | {"undone": True})
