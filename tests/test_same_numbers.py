"""The same words say the same number to the same reader, wherever they stand: page, list, desk, figure, report.

The demo township's year is played once more, in an instance of its own, without photographs and issued reports; on
some days, drawn by chance and kept, everything that prints a count of the same thing is asked and compared.

On PostgreSQL it is asked on three of the ten days, and the year is played no further than the last of them: what
differs between places differs in the program, and the engine counts by the same statements every day.
"""

import json

import pytest
from django.db import connection

from zerentian.ledger.tests.instances import Instance

PLAYED = """
import io, itertools, json, random, sys
from datetime import timedelta
import django
from PIL import Image
from django.conf import settings
django.setup()
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.ALLOWED_HOSTS = ["testserver"]
from django.db import transaction
from django.test.utils import setup_test_environment
from zerentian.web.demo import play as played
from zerentian.web.demo.concerns import schedule_concerns
from zerentian.web.demo.founding import BEGIN, END, Story, at, found
from tests.same_numbers import differences, stand_at

days = sorted(random.Random("十日").sample(range(20, (END - BEGIN).days), 10))
days = days[:6:2] if sys.argv[1] == "postgresql" else days
wrong, asked = [], 0
setup_test_environment()
played.report = lambda *a, **k: None
shades = itertools.count()


def plain_photo(*a, **k):
    # Each its own picture: one file behind all deeds would be withdrawn from all of them.
    number, out = next(shades), io.BytesIO()
    colour = (number % 16 * 16, number // 16 % 16 * 16, number // 256 % 16 * 16)
    Image.new("RGB", (64, 64), colour).save(out, "JPEG")
    return out.getvalue()


played.photo = plain_photo
try:
    with transaction.atomic():
        story = Story(BEGIN + timedelta(days=days[-1]))
        found(story)
        played.schedule(story)
        schedule_concerns(story)
        for number in range(days[-1] + 1):
            day = BEGIN + timedelta(days=number)
            played.tell_day(story, day)
            if number in days:
                stand_at(at(day, 18, 30))
                found_here, count = differences()
                stand_at(at(END, 18, 30))  # where the story is told from: who comes later is there
                wrong += [[str(day), *one] for one in found_here]
                asked += count
        raise KeyboardInterrupt
except KeyboardInterrupt:
    print(json.dumps({"wrong": wrong, "asked": asked}))
"""


@pytest.mark.django_db
@pytest.mark.processes
def test_every_place_says_the_same_number_on_some_days_of_the_demo_year(tmp_path) -> None:
    instance = Instance(tmp_path / "home")
    instance.create_migrated()
    try:
        instance.run("migrate")
        process = instance.start("-c", PLAYED, connection.vendor)
        out, errors = process.communicate()
        assert process.returncode == 0, errors[-3000:]
        told = json.loads(out.splitlines()[-1])
    finally:
        instance.drop()
    assert told["wrong"] == []
    assert told["asked"] > {"sqlite": 5_000, "postgresql": 1_500}[connection.vendor]
