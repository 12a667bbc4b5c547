"""What came of a basis document (同部署同落实): on one page the duties, tasks, decisions and deeds that rest on it."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from zerentian.duties.models import Basis, Decision, Deed, Duty, Task
from zerentian.duties.rules.functions import Outcome
from zerentian.organization.access import actor, allow

LATEST = 30


@allow("duty.view")
@require_safe
def basis_came(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what came of one document; higher rooms offer what they hold of it. Live counts, no figures."""
    account = actor(request)
    document = get_object_or_404(Basis.objects.visible_to(account).select_related("unit"), pk=pk)
    duties = Duty.objects.visible_to(account).filter(basis=document)
    late = Q(occurrences__outcome=Outcome.OPEN, occurrences__due__lt=account.today)
    due = Q(occurrences__due__lt=account.today) & ~Q(occurrences__outcome=Outcome.CANCELLED)
    counted = duties.annotate(
        due_count=Count("occurrences", filter=due),
        done_count=Count("occurrences", filter=due & Q(occurrences__outcome=Outcome.FULFILLED)),
        late_count=Count("occurrences", filter=late),
    )
    decisions = Decision.objects.visible_to(account).of_basis(document)
    tasks = Task.objects.visible_to(account).filter(
        Q(duty__in=duties.values("pk")) | Q(decisions__in=decisions.values("pk"))
    )
    served = Q(services__duty__in=duties.values("pk"), services__dropped=False)
    deeds = Deed.objects.visible_to(account).filter(served | Q(tasks__in=tasks.values("pk")), withdrawn=False)
    context = {
        "document": document,
        "duties": counted.select_related("area", "post__unit").prefetch_related("post__unit__periods"),
        "tasks": tasks.distinct()[:LATEST],
        "decisions": decisions.select_related("meeting")[:LATEST],
        "may_put": account.may("meeting.put") and not document.repealed_on,
        "deeds": deeds.distinct()[:LATEST],
        "deed_count": deeds.distinct().count(),
    }
    return render(request, "duties/basis_came.html", context)
