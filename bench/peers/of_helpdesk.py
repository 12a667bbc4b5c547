"""django-helpdesk measured: ``of_helpdesk.py FOLDER SIZE``, in an environment that has it; prints a line of JSON.

It ships no importer: its rows are made by the ORM's bulk_create, without history. Its list is a shell that a
JSON address fills; the address is what is timed.
"""

import base64
import json
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import django
from django.conf import settings

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from bench.peers.timing import best_ms
from bench.words import RARE, rows

BATCH = 2_000
urlpatterns: list[object] = []


def set_up(folder: Path) -> None:
    """Make an instance with its defaults, as far as it has any."""
    settings.configure(
        SECRET_KEY="of-the-measurement",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "helpdesk.sqlite3"}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.sites",
            "django.contrib.humanize",
            "django.contrib.admin",
            "django.contrib.staticfiles",
            "bootstrap4form",
            "rest_framework",
            "helpdesk",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        ROOT_URLCONF=__name__,
        STATIC_URL="/static/",
        ALLOWED_HOSTS=["*"],
        USE_TZ=True,
        SITE_ID=1,
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        HELPDESK_TEAMS_MODE_ENABLED=False,
        HELPDESK_USER_SETTINGS_BIND_ANONYMOUS=False,
    )
    django.setup()


def in_json(words: str) -> str:
    """Return words as the answer writes them."""
    return json.dumps(words).strip('"')


def main() -> None:
    """Fill, measure, print."""
    folder, size = Path(sys.argv[1]), int(sys.argv[2])
    set_up(folder)
    from django.contrib.auth import get_user_model  # noqa: PLC0415 — only after the settings are known
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.urls import include, path  # noqa: PLC0415
    from helpdesk.models import FollowUp, Queue, Ticket  # noqa: PLC0415

    urlpatterns.append(path("", include("helpdesk.urls", namespace="helpdesk")))
    call_command("migrate", verbosity=0)
    user = get_user_model().objects.create_superuser("clerk", "clerk@example.invalid", "clerk")
    queue = Queue.objects.create(title="云岭乡", slug="yunling", email_address="office@example.invalid")
    now, began = datetime.now(UTC), time.perf_counter()
    said = rows(0, size, now)
    for first in range(0, size, BATCH):
        batch = [next(said) for _ in range(min(BATCH, size - first))]
        tickets = Ticket.objects.bulk_create(
            Ticket(
                title=title, description=text, queue=queue, created=now, submitter_email="a@example.invalid"
            )
            for _, title, text, *_ in batch
        )
        FollowUp.objects.bulk_create(
            FollowUp(ticket=ticket, title="回复", comment=row[4], date=now, user=user, public=True)
            for ticket, row in zip(tickets, batch, strict=True)
            if row[4]
        )
    measured = {"fill_per_s": size / (time.perf_counter() - began)}
    client = Client()
    client.force_login(user)

    def ask(where: str, data: dict[str, object] | None = None) -> bytes:
        answer = client.get(where, data)
        if answer.status_code != 200:
            raise RuntimeError(f"{where}: {answer.status_code}")
        return answer.content

    table = {
        "draw": 1,
        "start": 0,
        "length": 50,
        "search[value]": "",
        "order[0][column]": 0,
        "order[0][dir]": "desc",
    }

    def listed(**query: object) -> bytes:
        wanted = {"filtering": {}, "filtering_null": {}, "sorting": "created", "sortreverse": False, **query}
        code = base64.b64encode(json.dumps(wanted).encode()).decode()
        return ask(f"/datatables_ticket_list/{code}", table)

    newest = Ticket.objects.latest("pk")
    measured["list_ms"] = best_ms(listed, in_json("问题"))
    measured["filtered_ms"] = best_ms(lambda: listed(filtering={"status__in": [1, 2]}), in_json("问题"))
    measured["search_ms"] = best_ms(lambda: listed(search_string="噪音"), in_json("噪音"))
    measured["search_rare_ms"] = best_ms(lambda: listed(search_string=RARE), in_json("问题"))
    measured["detail_ms"] = best_ms(lambda: ask(f"/tickets/{newest.pk}/"), newest.title)
    measured["dashboard_ms"] = best_ms(lambda: ask("/dashboard/"), "云岭乡")
    measured["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({f"peer django-helpdesk {size}": measured}))


if __name__ == "__main__":
    main()
