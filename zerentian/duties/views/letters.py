"""Letters of responsibility on the screen: those of units listed, those of posts one post at a time."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from zerentian.duties.actions.letters import change_letter, draft_letter
from zerentian.duties.forms.letters import LetterForm, OfPostForm, PartyForm, initial_of
from zerentian.duties.listed import LETTERS
from zerentian.duties.listed.letter_years import year_of
from zerentian.duties.models import Duty, Letter, LetterVersion
from zerentian.duties.rules.letters import SIGNED_HOW, LetterStep
from zerentian.duties.views.letter_moves import MOVES
from zerentian.duties.views.stepping import offered_moves, step_page
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.listing.page import list_page
from zerentian.organization.models import Account, Post, Unit
from zerentian.organization.pages import form_page, sent
from zerentian.organization.rules.places import row_key

BESIDE = ("unit", "of_unit", "of_post__unit", "renews")


@allow("letter.view")
@require_safe
def letter_list(request: HttpRequest) -> HttpResponse:
    """List the letters of units; those of posts stand on a page of each post's own."""
    return list_page(request, LETTERS)


@allow("letter.view")
@require_safe
def letter_posts(request: HttpRequest) -> HttpResponse:
    """Show the letters of one post, by default one's own."""
    account = actor(request)
    form = OfPostForm(request.GET or None, account=account)
    own = Post.objects.filter(pk__in=account.post_keys()).select_related("unit").first()
    post = form.cleaned_data["post"] if form.is_valid() else own
    rows = Letter.objects.visible_to(account).filter(of_post=post) if post else Letter.objects.none()
    context = {
        "form": form,
        "post": post,
        "rows": [(one, one.is_over(account.today)) for one in rows],
        "may_keep": account.may("letter.keep"),
    }
    return render(request, "duties/letter_posts.html", context)


def visible_letter(request: HttpRequest, pk: int) -> Letter:
    """Return a letter that the account may read, else 404."""
    rows = Letter.objects.visible_to(actor(request)).select_related(*BESIDE)
    letter: Letter = get_object_or_404(rows, pk=pk)
    return letter


@allow("letter.keep")
def letter_new(request: HttpRequest) -> HttpResponse:
    """Draft a letter: first who takes it on, then from which of its duties."""
    account, renews = actor(request), renewed(request)
    party = PartyForm(party_of(request, renews), account=account)
    if not party.is_valid():
        return form_page(
            request, "duties/letter_party.html", party, refused=bool(request.GET) or request.method == "POST"
        )
    said = party.cleaned_data
    of_unit, of_post = said["of_unit"], said["of_post"]
    unit = giver_of(of_unit or of_post.unit, account)
    duties = duties_of(of_unit, of_post)
    form = LetterForm(
        sent(request),
        account=account,
        unit=unit,
        duties=duties,
        initial=initial_of(renews, duties) if renews else usual(account, of_unit, of_post),
    )
    if form.is_valid():
        try:
            letter = draft_letter(
                unit=unit,
                of_unit=of_unit,
                of_post=of_post,
                drafted=form.drafted(),
                renews=renews,
                by=account,
                now=now(),
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Drafted. Read the text, then send it for signature."))
            return redirect("duties:letter-detail", letter.pk)
    return form_page(
        request, "duties/letter_form.html", form, {"party": of_unit or of_post, "renews": renews}
    )


def renewed(request: HttpRequest) -> Letter | None:
    """Return the letter named in the address that is renewed, 404 for one that the account does not keep."""
    key = row_key(request.GET.get("renews", ""))
    return get_object_or_404(Letter.objects.kept_by(actor(request)), pk=key) if key else None


def party_of(request: HttpRequest, renews: Letter | None) -> Any:
    """Return who takes the letter on, as the address says it."""
    if renews:
        return {"of_unit": renews.of_unit_id, "of_post": renews.of_post_id}
    return request.GET or None


def giver_of(taker: Unit, account: Account) -> Unit:
    """Return the unit that gives a letter: the one above, where the account keeps its letters, else its own."""
    above = taker.parent_on(account.today)
    return above if above is not None and account.may("letter.keep", above) else taker


def duties_of(of_unit: Unit | None, of_post: Post | None) -> list[Duty]:
    """Return the duties in force of who takes a letter on."""
    rows = Duty.objects.in_force().select_related("item", "post", "unit")
    rows = rows.filter(post=of_post) if of_post else rows.filter(unit=of_unit)
    return list(rows.order_by("area", "title", "pk"))


def usual(account: Account, of_unit: Unit | None, of_post: Post | None) -> dict[str, Any]:
    """Return what a new letter begins with: this year, and who signs: the account's post, then the taker's."""
    year = account.today.year
    name = f"{of_unit.name}" if of_unit else (of_post.title if of_post else "")
    start: dict[str, Any] = {"title": f"{name}{year}年责任书"}
    start |= {"first": account.today.replace(month=1, day=1), "last": account.today.replace(month=12, day=31)}
    start["signer1"] = next(iter(account.post_keys()), None)
    start["signer2"] = of_post.pk if of_post else Post.objects.on(account.today).filter(unit=of_unit).first()
    return start


@allow("letter.view")
@require_safe
def letter_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a letter: its text, who has signed in which order, its earlier texts, the steps open now."""
    account, letter = actor(request), visible_letter(request, pk)
    version = letter.newest
    keeps = account.may("letter.keep", letter.unit)
    context = {
        "letter": letter,
        "over": letter.is_over(account.today),
        "versions": letter.versions.exclude(pk=version.pk).defer("text"),
        "renewed_by": Letter.objects.visible_to(account).filter(renews=letter),
        "may_change": keeps and LetterStep.CHANGE in letter.steps,
        "may_renew": keeps and LetterStep.RENEW in letter.steps,
        "story": letter.story.select_related("by"),
        "entries": Entry.objects.about(letter.ref),
    }
    context |= shown_text(version) | offered_moves(MOVES, letter, account, "duties:letter-step")
    return render(request, "duties/letter_detail.html", context)


def shown_text(version: LetterVersion) -> dict[str, Any]:
    """Return what a page shows of one text: its bytes and digest, its items, its signatures, its scans."""
    return {
        "version": version,
        "how": SIGNED_HOW,
        "off_list": [item for item in version.items.all() if not item.listed],
        "signers": version.signers.select_related("post__unit", "signed_by").prefetch_related(
            "post__unit__periods"
        ),
        "scans": [scan.file for scan in version.scans.select_related("file")],
    }


@allow("letter.view")
@require_safe
def letter_version(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Show one text of a letter, with who had signed it."""
    letter = visible_letter(request, pk)
    found = get_object_or_404(letter.versions, version=version)
    return render(request, "duties/letter_version.html", {"letter": letter} | shown_text(found))


@allow("letter.keep")
def letter_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a letter's text anew: another version, which all sign again."""
    account, letter = actor(request), visible_letter(request, pk)
    if LetterStep.CHANGE not in letter.steps:
        messages.warning(
            request, gettext("This step can't be taken now, or not by you: see where it stands.")
        )
        return redirect("duties:letter-detail", pk)
    duties = duties_of(letter.of_unit, letter.of_post)
    form = LetterForm(
        sent(request),
        account=account,
        unit=letter.unit,
        duties=duties,
        old=letter,
        initial=initial_of(letter, duties),
    )
    if form.is_valid():
        reason = form.cleaned_data.get("reason", "")
        try:
            change_letter(letter, drafted=form.drafted(), reason=reason, by=account, now=now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Another text, to be signed by all."))
            return redirect("duties:letter-detail", pk)
    return form_page(
        request,
        "duties/letter_form.html",
        form,
        {"party": letter.of_unit or letter.of_post, "letter": letter},
    )


@never_cache
@sensitive_post_parameters("password", "code")
@allow("letter.keep", "letter.sign")
@takes(limits.evidence)
def letter_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step with a letter; what is sent, signed or returned stands above the form, byte for byte."""
    account, letter = actor(request), visible_letter(request, pk)
    last = letter.story.order_by("-pk").values_list("pk", flat=True).first()
    answered = step_page(
        request,
        MOVES,
        step,
        letter,
        account,
        back=reverse("duties:letter-detail", args=[letter.pk]),
        seen=str(last or ""),
        template="duties/letter_step.html",
        context=shown_text(letter.newest),
    )
    if answered.status_code == 302 and not Letter.objects.visible_to(account).filter(pk=pk).exists():
        # Returned unsigned it is a draft again, and a draft is for who keeps it.
        return redirect("duties:letter-posts" if letter.of_post_id else "duties:letter-list")
    return answered


@allow("letter.view")
@require_safe
def letter_year(request: HttpRequest, pk: int) -> HttpResponse:
    """Show each item of one letter beside its figure: no mark, no order, no other letter."""
    letter = visible_letter(request, pk)
    return render(
        request, "duties/letter_year.html", {"letter": letter, "year": year_of(letter, actor(request))}
    )
