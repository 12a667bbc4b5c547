"""Published answers: listed, searched, read with every version, followed by feed. Nobody's name stands in them."""

from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zerentian.casework.forms.public.progress import AnswerSearch
from zerentian.casework.models import PublicAnswer
from zerentian.casework.models.replies import PublicAnswerQuerySet
from zerentian.evidence import copies
from zerentian.evidence.views.files import LOCKED
from zerentian.organization.access import public

PAGE, FED = 20, 30


def standing() -> PublicAnswerQuerySet:
    """Return the answers that stand, the newest first."""
    answers: PublicAnswerQuerySet = PublicAnswer.objects.standing().select_related(
        "concern__category", "concern__unit"
    )
    return answers


@public
@require_safe
def answer_list(request: HttpRequest) -> HttpResponse:
    """List the published answers; words are looked for in title, question and answer."""
    form = AnswerSearch(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    words = str(wanted.get("q", "")).split()
    answers = standing().holding(words)
    if wanted.get("category"):
        answers = answers.filter(concern__category=wanted["category"])
    before = request.GET.get("before", "")
    if before.isdecimal():
        answers = answers.filter(pk__lt=before)
    page = list(answers.order_by("-pk")[: PAGE + 1])
    context = {
        "form": form,
        "answers": page[:PAGE],
        "words": words,
        "older": address(request, page[PAGE - 1].pk) if len(page) > PAGE else "",
        "newer": address(request) if before else "",
    }
    return render(request, "casework/public_answers.html", context)


def address(request: HttpRequest, before: int = 0) -> str:
    """Return the address of the same search, from an answer on."""
    kept = {name: value for name, value in request.GET.items() if value and name != "before"}
    return f"?{urlencode(kept | ({'before': str(before)} if before else {}))}"


@public
@require_safe
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one version of an answer, with the others; a withdrawn one shows why instead of its text."""
    found = get_object_or_404(
        PublicAnswer.objects.select_related("concern__unit", "concern__category"), pk=pk
    )
    versions = found.concern.public_answers.order_by("version")
    # What was withdrawn may have stood in the versions before it as well: they go with it.
    withdrawn = versions.filter(version__gte=found.version).exclude(withdrawn_at=None).first()
    context = {
        "answer": found,
        "versions": versions,
        "withdrawn": withdrawn,
        "newest": versions.last(),
        "township": found.concern.unit,
    }
    return render(request, "casework/public_answer.html", context)


@public
@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the photo of an answer that stands, newly encoded."""
    found = get_object_or_404(PublicAnswer.objects.standing(), pk=pk)
    if found.photo is None or not found.photo.is_picture or not found.photo.path.is_file():
        raise Http404
    copy = copies.picture(found.photo.sha256, "page")
    return FileResponse(copy.open("rb"), content_type="image/jpeg", headers=LOCKED)


@public
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Tell of the newest published answers as an Atom feed, for the county's site and for readers."""
    atom = Atom1Feed(
        title=_("Published answers"),
        link=request.build_absolute_uri(reverse("public:answers")),
        description="",
        feed_url=request.build_absolute_uri(),
        language=request.LANGUAGE_CODE,
    )
    for one in standing().order_by("-pk")[:FED]:
        address = request.build_absolute_uri(reverse("public:answer", args=[one.pk]))
        atom.add_item(
            title=one.title,
            link=address,
            description=f"{one.question}\n\n{one.answer}",
            pubdate=one.published_at,
            updateddate=one.published_at,
            unique_id=address,
            author_name=one.concern.unit.name,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
