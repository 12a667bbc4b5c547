"""Published answers: listed, searched, read with every version, followed by feed. Nobody's name stands in them."""

from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zerentian.casework.models import PublicAnswer
from zerentian.evidence import copies
from zerentian.evidence.views.files import LOCKED
from zerentian.organization.access import public
from zerentian.organization.api import described
from zerentian.organization.rules.places import row_key
from zerentian.residents.forms.progress import AnswerSearch
from zerentian.residents.site import FED, feed_of, shown
from zerentian.residents.views.described import ANSWERS_ATOM

PAGE = 20


@public
@require_safe
def answer_list(request: HttpRequest) -> HttpResponse:
    """List the published answers; words are looked for in title, question and answer."""
    form = AnswerSearch(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    words = str(wanted.get("q", "")).split()
    answers = PublicAnswer.objects.standing().with_concern().holding(words)
    if wanted.get("category"):
        answers = answers.filter(concern__category=wanted["category"])
    before = row_key(request.GET.get("before", ""))
    if before:
        answers = answers.filter(pk__lt=before)
    page = list(answers.order_by("-pk")[: PAGE + 1])
    context = {
        "form": form,
        "answers": page[:PAGE],
        "words": words,
        "older": address(request, page[PAGE - 1].pk) if len(page) > PAGE else "",
        "newer": address(request) if before else "",
    }
    return render(request, "residents/answers.html", context)


def address(request: HttpRequest, before: int = 0) -> str:
    """Return the address of the same search, from an answer on."""
    kept = {name: value for name, value in request.GET.items() if value and name != "before"}
    return f"?{urlencode(kept | ({'before': str(before)} if before else {}))}"


@public
@require_safe
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one version of an answer, with the others; a withdrawn one shows why instead of its text."""
    found = get_object_or_404(PublicAnswer.objects.with_concern(), pk=pk)
    return render(request, "residents/answer.html", shown(found))


@public
@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the photo of an answer that stands, newly encoded."""
    found = get_object_or_404(PublicAnswer.objects.standing(), pk=pk)
    if found.photo is None or not found.photo.is_picture or not found.photo.path.is_file():
        raise Http404
    copy = copies.picture(found.photo.sha256, "page")
    return FileResponse(copy.open("rb"), content_type="image/jpeg", headers=LOCKED)


@described(get=ANSWERS_ATOM)
@public
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Tell of the newest published answers as an Atom feed, for the county's site and for readers."""
    atom = feed_of(
        PublicAnswer.objects.standing().with_concern().order_by("-pk")[:FED],
        home=request.build_absolute_uri(reverse("residents:answers")),
        feed=request.build_absolute_uri(),
        address=lambda one: request.build_absolute_uri(reverse("residents:answer", args=[one.pk])),
    )
    return HttpResponse(atom, content_type="application/atom+xml; charset=utf-8")
