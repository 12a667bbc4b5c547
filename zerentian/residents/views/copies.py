"""What the person gets a copy of (个人信息保护法 art. 45): everything kept, as JSON, and the files."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zerentian.casework.codes import as_typed
from zerentian.casework.models import Concern
from zerentian.casework.models.replies import PARTS
from zerentian.evidence.views.attached import file_among, send_file
from zerentian.organization.access import public
from zerentian.residents.plain import HAPPENED, HAPPENED_TO_YOURS
from zerentian.residents.views.progress import mine
from zerentian.residents.views.steps import opened


@public
@never_cache
@require_safe
def data(request: HttpRequest, code: str) -> HttpResponseBase:
    """Send everything that is kept about an opened code."""
    concern = opened(request, code)
    if concern is None:
        return redirect("residents:progress", as_typed(code))
    name = f'attachment; filename="{concern.code}.json"'
    return JsonResponse(
        everything(concern),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": name},
    )


def everything(concern: Concern) -> dict[str, Any]:
    """Return what is kept: what the person brought, what was told back, and no name of anybody else."""
    own = mine(concern)
    return {
        "code": concern.code,
        "number": concern.number,
        "received_at": concern.received_at.isoformat(),
        "channel": concern.channel,
        "kind": concern.kind,
        "category": concern.category.name if concern.category else "",
        "title": concern.title,
        "text": own["words"],
        "place": concern.place,
        "village": concern.place_unit.name if concern.place_unit else "",
        "happened": concern.happened,
        "answers": dict(own["answers"]),
        "confidential": concern.confidential,
        "anonymous": concern.anonymous,
        "contact": own["contact"],
        "files": [{"name": file.name, "sha256": file.sha256, "size": file.size} for file in own["files"]],
        "state": concern.state,
        "due": concern.due.isoformat() if concern.due else None,
        "story": [
            {"at": told.at.isoformat(), "step": told.step, "words": told.words if told.public else ""}
            for told in concern.happenings.filter(step__in=HAPPENED | HAPPENED_TO_YOURS).order_by("pk")
        ],
        "replies": [
            {"round": reply.round, "decision": reply.decision, "told_on": str(reply.told_on)}
            | {name: getattr(reply, name) for name in PARTS}
            for reply in concern.replies.filter(released=True).order_by("round")
        ],
        "my_answers": list(
            concern.callbacks.order_by("pk").values("contacted", "solved", "satisfied", "words")
        ),
        "reviews": [
            {
                "level": review.level,
                "asked_on": review.asked_on.isoformat(),
                "request": review.request,
                "outcome": review.outcome,
                "reasons": review.reasons,
            }
            for review in concern.reviews.order_by("pk")
        ],
    }


@public
@never_cache
@require_safe
def file(request: HttpRequest, code: str, sha256: str) -> HttpResponseBase:
    """Send a file that came with an opened code, back to who sent it."""
    concern = opened(request, code)
    if concern is None:
        return redirect("residents:progress", as_typed(code))
    return send_file(file_among(concern.files.filter(from_resident=True), sha256))
