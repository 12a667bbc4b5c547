"""Walk a township in which everything was told, as everyone in it, and send awkward input to every address and form.

``python -m tests.fuzz.told`` with ``ZERENTIAN_HOME`` on a told township of its own; ``script/fuzz`` makes one. Unlike
the suite's own round it finds every noun by the links and forms of real pages. What it does is taken back.
"""

import os
import random
import sys
import time
import traceback
from collections import Counter, deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import urldefrag, urlsplit

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zerentian.settings")
django.setup()

import lxml.html  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import Resolver404, resolve  # noqa: E402

from tests.fuzz.awkward import NAMES, SECONDS, SEED, bent, forms_of, headers, query, spoiled  # noqa: E402
from zerentian.organization.models import Account  # noqa: E402

SAME_KIND = 3  # so many addresses of one name are looked at by one account
AWAY = {"sign-out", "set_language"}
faults: list[tuple[str, Any]] = []


def pages_of(client: Client, chance: random.Random) -> Iterator[tuple[str, object]]:
    """Yield (address, answer) of every page that links lead to, a few of each name."""
    waiting, seen, kinds = deque(["/"]), {"/"}, Counter[str]()
    while waiting:
        where = waiting.popleft()
        answer = asked(client, "get", where)
        if (to := answer.headers.get("Location", "")).startswith("/") and to not in seen:
            seen.add(to)
            waiting.append(to)
        kind = answer.headers.get("Content-Type", "")
        if answer.streaming or "text/html" not in kind or not answer.content.strip():
            continue
        yield where, answer
        links = [one for _, _, one, _ in lxml.html.document_fromstring(answer.content).iterlinks()]
        chance.shuffle(links)
        for link in links:
            to = urldefrag(link).url
            if to in seen or not to.startswith(("/", "?")):
                continue
            seen.add(to)
            to = where.partition("?")[0] + to if to.startswith("?") else to
            try:
                name = resolve(urlsplit(to).path).view_name
            except Resolver404:
                continue
            kinds[name] += 1
            if kinds[name] <= SAME_KIND and name not in AWAY:
                waiting.append(to)


def asked(client: Client, method: str, where: str, **sent: object):
    """Ask, and note a fault with what was asked; what was done is taken back."""
    with transaction.atomic():
        answer = getattr(client, method)(where, **sent)
        transaction.set_rollback(True)
    if answer.status_code >= 500:
        faults.append((f"{method} {where[:300]} {str(sent)[:500]}", getattr(answer, "exc_info", None)))
    if answer.streaming:
        list(answer.streaming_content)
    return answer


def bent_path(chance: random.Random, where: str) -> str:
    """Return an address with one of its parts bent."""
    parts = where.partition("?")[0].strip("/").split("/")
    at = chance.randrange(len(parts))
    parts[at] = bent(chance, parts[at]).replace("\0", "")[:2000]
    return "/" + "/".join(parts) + "/"


def try_page(client: Client, chance: random.Random, where: str, answer) -> None:
    """Bend a page's address, its query, its headers and each of its forms."""
    asked(client, "get", bent_path(chance, where))
    asked(client, "get", f"{where.partition('?')[0]}?{query(chance, NAMES)}", headers=headers(chance))
    for action, fields in list(forms_of(answer.content)):
        to = action if action.startswith("/") else where
        for sent in (spoiled(chance, fields), fields):
            asked(client, "post", to, data=sent)


def crawl(username: str, end: float) -> int:
    """Walk as one account, or as a stranger; return how many pages were tried before the time was over."""
    client = Client(raise_request_exception=False)
    chance, count = random.Random(f"{SEED} {username}"), 0
    if username:
        client.force_login(Account.objects.get(username=username))
    for where, answer in pages_of(client, chance):
        try_page(client, chance, where, answer)
        count += 1
        if time.monotonic() > end:
            break
    return count


def main() -> int:
    """Walk as everybody; print what the program failed on, and return 1 when there was anything."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    accounts = Account.objects.filter(is_active=True).order_by("username").values_list("username", flat=True)
    # One of many: cadre, cadre02 and cadre03 see the same pages, each of another village.
    kinds = {username.rstrip("0123456789"): username for username in reversed(accounts)}
    for username in ["", *kinds.values()]:
        count = crawl(username, time.monotonic() + max(SECONDS, 10) * 6)
        print(f"{username or 'a stranger'}: {count} pages, {len(faults)} faults so far", flush=True)
    for what, fault in faults:
        print(f"\nseed {SEED}: {what}")
        traceback.print_exception(fault[1] if fault else None)
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
