"""One door for every code a resident holds: of a matter, of a request for information, of a sign-up.

A slip does not say which sort its code is of; whoever has one need not know it either.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zerentian.casework.models import Concern
from zerentian.community.models import Inquiry, SignUp
from zerentian.organization.access import public
from zerentian.residents.forms.progress import CodeForm
from zerentian.residents.rates import counted, sender
from zerentian.residents.views.activities import TRIES_BY_ONE


@public
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Ask for a code, and lead to its page."""
    if "code" not in request.GET:
        return render(request, "residents/find.html", {"form": CodeForm()})
    return look_up(request, request.GET["code"])


def look_up(request: HttpRequest, typed: str) -> HttpResponse:
    """Lead to the page of a code, or say that there is none and ask again.

    The code of a sign-up opens its page by itself: after many wrong ones it leads nowhere until some minutes are over.
    """
    form, status = CodeForm({"code": typed}), 404
    if form.is_valid():
        code = form.cleaned_data["code"]
        if Concern.objects.filter(code=code).exists():
            return redirect("residents:progress", code)
        if Inquiry.objects.filter(code=code).exists():
            return redirect("residents:request", code)
        if counted("party", sender(request), 0) >= TRIES_BY_ONE:
            said, status = gettext("Too many tries. Wait ten minutes, or bring your slip to the office."), 429
        elif SignUp.objects.filter(code=code).exists():
            return redirect("residents:party", code)
        else:
            counted("party", sender(request))
            said = gettext("There is no such code. Compare it with your slip, letter by letter.")
        form.add_error("code", said)
    context = {"form": form, "action": reverse("residents:find")}
    return render(request, "residents/find.html", context, status=status)
