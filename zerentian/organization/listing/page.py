"""The page of a list: the same for every noun, with what the noun declares."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from zerentian.ledger.clock import now
from zerentian.organization.access import actor
from zerentian.organization.listing.asked import AT, SORT, VIEW, Asked, refused_words, within_reach
from zerentian.organization.listing.board import board_columns, for_board
from zerentian.organization.listing.drawn import (
    box_html,
    column_boxes,
    first_fields,
    folded_fields,
    headings,
    hidden_fields,
    row_html,
)
from zerentian.organization.lists import LAST_PAGE, PAGE, Board, ListOf, Look, Many, Only
from zerentian.organization.models import Account


def list_page(
    request: HttpRequest,
    listed: ListOf,
    *,
    template: str = "organization/list.html",
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show a list as its address asks for it; its board where that is asked for by who may see it.

    A room's ``template`` extends ``organization/list.html``, whose blocks have room for what the noun adds.
    """
    look = Look(actor(request), now())
    asked = Asked(listed, request.GET, look)
    board = listed.board if listed.board and look.account.may(listed.board.right) else None
    if board and request.GET.get(VIEW) == "board":
        return board_page(request, for_board(asked, board), board)
    shown = frame(asked, board) | body(asked) | {"errors": asked.errors}
    return render(request, template, shown | dict(context or {}))


def board_page(request: HttpRequest, asked: Asked, board: Board) -> HttpResponse:
    """Show the matters of a list side by side by where they stand."""
    shown = {"columns": board_columns(asked, board), "list_url": asked.address()}
    return render(request, "organization/board.html", frame(asked, board) | shown | {"errors": asked.errors})


def frame(asked: Asked, board: Board | None) -> dict[str, Any]:
    """Return what stands around the rows: buttons, tabs, filters, and the lists that the account has kept."""
    listed, account = asked.listed, asked.look.account
    folded = folded_fields(asked)
    # What a folded field asks for must be seen; the tab and words stand in sight anyway.
    used = {name for name, _value in asked.kept}
    return {
        "list": listed,
        "asked": asked,
        "buttons": buttons(asked),
        "tabs": [(tab, asked.address(tab=tab.code, page=""), tab is asked.tab) for tab in asked.tabs],
        "fields": first_fields(asked),
        "folded": folded,
        "unfolded": any(field.name in used for field in folded if field.name != SORT),
        "hidden": hidden_fields(asked),
        "boxes": column_boxes(asked),
        "onlys": onlys(asked),
        "mine": [(one, f"?{one.asked}") for one in account.kept_lists.filter(code=listed.code)],
        "board_url": asked.address(view="board", tab="") if board else "",
        "here": asked.address(),
    }


def body(asked: Asked) -> dict[str, Any]:
    """Return the rows, how many there are, the pages beside, and what may be done to many."""
    listed, look = asked.listed, asked.look
    found = refused_words(asked)
    listed.finish(found.rows, look)
    many = listed.many_for(look.account)
    # Each heading is looked up in the page's language once, not in every row.
    columns = [replace(column, label=str(column.label)) for column in asked.columns]
    rows = [row_html(row, columns, look, box(listed, row, many, look.account)) for row in found.rows]
    column, _down = asked.sort
    more = within_reach(found, asked.page)
    return {
        "headings": headings(asked),
        "rows": rows,
        "page": found.rows,
        "many": many,
        "total": f"{listed.counted - 1}+" if found.total is None else str(found.total),
        "only": column.only if column and column.within else "",
        "older": asked.address(**{AT: str(asked.page + 1)}) if more else "",
        "newer": asked.address(**{AT: str(asked.page - 1)}) if asked.page > 1 else "",
        "first_row": (asked.page - 1) * PAGE + 1,
        "further": found.more and asked.page >= LAST_PAGE,
    }


def box(listed: ListOf, row: Any, many: Sequence[Many], account: Account) -> Any:
    """Return a row's tick box: empty where nothing may be done to it, None where the list has no boxes."""
    if not many:
        return None
    ticked = any(one.ticked(row, account) for one in many)
    return box_html(str(getattr(row, listed.key)), str(row)) if ticked else ""


def buttons(asked: Asked) -> list[dict[str, Any]]:
    """Return the links over the list for whoever looks, the main one last."""
    account, found = asked.look.account, []
    for one in asked.listed.buttons:
        rights = [right for right in (one.right, one.or_right) if right]
        if not rights or any(account.may(right) for right in rights):
            url = reverse(one.name, args=one.args) + (asked.address() if one.kept and asked.kept else "")
            found.append({"label": one.label, "url": url, "main": one.main})
    return found


def onlys(asked: Asked) -> list[tuple[str, str]]:
    """Return the matters that another page led to, each with the address without it."""
    found = []
    for one in asked.listed.filters:
        if isinstance(one, Only) and one.name in asked.values:
            title = one.said(asked.values[one.name], asked.look)
            found += [(title, asked.address(**{one.name: ""}))] if title else []
    return found
