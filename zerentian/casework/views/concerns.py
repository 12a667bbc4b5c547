"""A concern on the screen."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zerentian.casework.views.callbacks import callback_page
from zerentian.casework.views.publishing import publishing_page
from zerentian.casework.views.replies import reply_page
from zerentian.casework.views.reviews import review_page
from zerentian.casework.views.shield import entries_of, visible_concern
from zerentian.organization.access import actor, allow


@allow("desk.view")
@require_safe
def concern_detail(request: HttpRequest, key: str) -> HttpResponse:
    """Show a concern as its story."""
    account, concern = actor(request), visible_concern(request, key)
    context = (
        reply_page(concern, account)
        | callback_page(concern, account)
        | review_page(concern, account)
        | publishing_page(concern, account)
        | {"may_reveal": account.may("contact.reveal", concern.unit)}
        | {"entries": entries_of(concern, account)}
    )
    return render(request, "casework/concern_detail.html", context)
