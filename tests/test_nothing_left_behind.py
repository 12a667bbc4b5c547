"""What is refused leaves nothing behind: no file in the evidence, no entry, no half of a form."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zerentian.duties import actions
from zerentian.duties.models import Basis, Threshold
from zerentian.duties.views import keeping
from zerentian.evidence.actions import ask_erasure, deposit, erase
from zerentian.evidence.models import File
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed

pytestmark = pytest.mark.django_db
DOCUMENT = {
    "number": "示县发〔2026〕1号",
    "title": "防火责任办法（示例）",
    "issuer": "示例县人民政府",
    "level": "county",
}


def deposits() -> int:
    """Return how many deposits the ledger tells of."""
    return Entry.objects.filter(verb="evidence.deposited").count()


def test_a_document_that_is_refused_leaves_no_file(client_of, first, township):
    def register(day):
        file = SimpleUploadedFile("办法.txt", "第一条".encode())
        said = DOCUMENT | {"unit": township.pk, "issued_on": day, "file": file}
        return client_of(first).post(reverse("duties:basis-new"), said)

    assert register("2026-03-03").status_code == 422
    assert (Basis.objects.count(), File.objects.count(), deposits()) == (0, 0, 0)
    assert register("2026-03-02").status_code == 302
    assert (Basis.objects.get().file, deposits()) == (File.objects.get(), 1)


def test_of_files_of_which_one_is_refused_none_is_deposited(client_of, office_head, first, now):
    gone = deposit(BytesIO("撤回的材料".encode()), name="a.txt", by=office_head, now=now)
    erase(
        ask_erasure(gone, ground="pipl-47-1", reason="撤回同意", by=office_head, now=now), by=first, now=now
    )
    before = deposits()

    def send(*contents):
        uploads = [SimpleUploadedFile(f"{at}.txt", text.encode()) for at, text in enumerate(contents)]
        return client_of(office_head).post(reverse("evidence:deposit"), {"evidence": uploads})

    refused = send("新的材料", "撤回的材料")
    assert refused.status_code == 422
    assert deposits() == before
    assert send("新的材料").status_code == 302
    assert deposits() == before + 1


def test_days_before_the_due_day_are_kept_all_or_none(client_of, first, monkeypatch):
    kept = Threshold.objects.in_force()
    names = sorted(kept)
    given = dict.fromkeys(names, 9)

    def refuse_the_last(*, kind, **said):
        if kind == list(kept)[-1]:
            raise NotAllowed("不予办理", "refused")
        return actions.set_threshold(kind=kind, **said)

    class Refusing:
        set_threshold = staticmethod(refuse_the_last)

    monkeypatch.setattr(keeping, "actions", Refusing)
    assert client_of(first).post(reverse("duties:thresholds"), given).status_code == 422
    assert Threshold.objects.in_force() == kept
    monkeypatch.undo()
    assert client_of(first).post(reverse("duties:thresholds"), given).status_code == 302
    assert set(Threshold.objects.in_force().values()) == {9}
