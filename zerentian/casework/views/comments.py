"""Comments inside the office: written with their file, and read where they mention a post."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from zerentian.casework import actions
from zerentian.casework.models import Concern
from zerentian.casework.views.shield import visible_concern
from zerentian.evidence.actions import receive
from zerentian.ledger.clock import now
from zerentian.organization.access import actor, allow
from zerentian.organization.models import Account
from zerentian.organization.moves import Said


def note(concern: Concern, said: Said, by: Account, at: datetime) -> object:
    """Comment, with the file received first: that takes its time, and needs no transaction."""
    upload = said["file"]
    files = [receive(upload.file, name=upload.name)] if upload else []
    return actions.note_concern(concern, words=said["words"], files=files, posts=said["posts"], by=by, now=at)


@allow("desk.view")
@require_POST
def mentions_read(request: HttpRequest, key: str) -> HttpResponse:
    """Take the comments that mention one's posts off their desk."""
    concern = visible_concern(request, key)
    if actions.read_mentions(concern, by=actor(request), now=now()):
        messages.success(request, gettext("Read; it is off your post's desk."))
    return redirect("casework:concern-detail", concern.key)
