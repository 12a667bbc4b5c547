"""The boundaries of docs/boundaries.md, held against schema, rights, addresses, verbs, figures and imports.

Every rule is a function over plain names that returns what breaks it, and each is first shown a breach: a rule
that would not notice is no rule. New rooms are walked by themselves.
"""

import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.urls import get_resolver

from zerentian.ledger.models import Entry
from zerentian.ledger.registry import FIGURES, VERBS
from zerentian.ledger.rules.figures import Figure, FigureValue
from zerentian.ledger.rules.verbs import Code, Count, Day, Flag, Verb
from zerentian.organization.access import walk
from zerentian.organization.models import Account
from zerentian.organization.rules.named_rights import RIGHTS
from zerentian.organization.rules.rights import KEEPERS, ROLES, holders

ROOT = Path(__file__).resolve().parent.parent

# Words that a name may not contain (whole words between underscores, dots, dashes or slashes).
SPEECH = (
    "sentiment opinion belief stance tendency ideology loyalty emotion mood attitude religion faith"
    " follower followers like likes dislike repost retweet influencer weibo wechat douyin crawl crawler"
    " scrape scraper post_url post_address poster"
)
PERSONS = (
    "petitioner complainant key_person blacklist watchlist blocklist repeat_petitioner suspect troublemaker"
)
PLACES = "lat latitude lng lon longitude gps geo coordinates location_track track trajectory"
MERIT = "rank ranking leaderboard score_person merit log_in_count online_hours online_time photo_count clicks"
HIDING = "downrank down_rank shadow suppress_concern mute hidden_until throttle"
APPS = "manifest.webmanifest install_prompt service_worker miniprogram mini_program apk"
FORBIDDEN = " ".join((SPEECH, PERSONS, PLACES, MERIT, HIDING)).split()

# What a person is told by: no figure, component or fact may be cut by one of these.
WHO = {
    "actor",
    "account",
    "person",
    "people_id",
    "user",
    "username",
    "staff",
    "cadre",
    "clerk",
    "employee",
    "resident",
    "complainant",
    "name",
    "phone",
    "id_card",
    "address",
    "ip",
}


def words_of(name: str) -> set[str]:
    """Return a name's words and pairs of words: ``postUrl`` → post, url, post_url."""
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    words = [word for word in re.split(r"[^a-z0-9]+", snake) if word]
    return {*words, *("_".join(pair) for pair in pairwise(words))}


def breaches(names: Iterable[str], forbidden: Iterable[str]) -> list[str]:
    """Return the names that contain a forbidden word."""
    wanted = set(forbidden)
    return [name for name in names if words_of(name) & wanted]


def rooms_models() -> list[type[models.Model]]:
    """Return every model of every room."""
    return [model for model in apps.get_models() if model.__module__.startswith("zerentian.")]


def columns(kinds: Iterable[type[models.Model]]) -> list[str]:
    """Return "Model.field" of every field, many-to-many included."""
    return [
        f"{model.__name__}.{field.name}"
        for model in kinds
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
    ]


def routes() -> list[str]:
    """Return every address and its name."""
    return [part for route, name, _ in walk(get_resolver().url_patterns) for part in (route, name)]


def facts() -> list[str]:
    """Return "verb.fact" of every declared fact."""
    return [f"{verb.code}/{fact}" for verb in VERBS.values() for fact in verb.facts]


def buckets(verbs: Iterable[Verb]) -> list[str]:
    """Return what components are named after and cut by."""
    return [f"{post.component}/{post.bucket}" for verb in verbs for post in verb.posts]


# -- 1, 2, 4, 5: words that stand nowhere --------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("schema", lambda: columns(rooms_models())),
        ("addresses", routes),
        ("rights", lambda: RIGHTS),
        ("verbs", lambda: VERBS),
        ("facts", facts),
        ("figures", lambda: FIGURES),
        ("components", lambda: buckets(VERBS.values())),
    ],
)
def test_no_name_speaks_of_watching_people(where: str, names: Callable[[], Iterable[str]]):
    breach = [
        "Concern.sentiment",
        "Post.follower_count",
        "Photo.gps",
        "people/ranking",
        "concern.repeatPetitioner",
    ]
    assert breaches(breach, FORBIDDEN) == breach, "the rule would not notice a breach"
    found = list(names())
    assert found, f"there are no {where} to walk"
    assert not breaches(found, FORBIDDEN)


def test_tables_named_for_watched_people_do_not_exist():
    breach = ["Petitioner", "KeyPerson", "Opinion", "Crawler"]
    assert breaches(breach, FORBIDDEN) == breach
    assert not breaches((model.__name__ for model in rooms_models()), FORBIDDEN)


# -- 1: addresses of people's posts; 5: no trace of visits outside the sign-in log ---------------------


def kinds_of(model: type[models.Model], kind: type[models.Field]) -> list[str]:
    """Return the model's fields of a kind of column."""
    return [f"{model.__name__}.{field.name}" for field in model._meta.local_fields if isinstance(field, kind)]


def test_no_table_keeps_web_addresses_or_network_addresses_but_the_sign_in_log():
    class Watched(models.Model):
        page = models.URLField()
        seen_from = models.GenericIPAddressField()

        class Meta:
            app_label = "boundaries_breach"
            managed = False

    assert kinds_of(Watched, models.URLField)
    assert kinds_of(Watched, models.GenericIPAddressField)
    for model in rooms_models():
        assert not kinds_of(model, models.URLField)
        if model.__name__ != "SignIn":
            assert not kinds_of(model, models.GenericIPAddressField)


# -- 5: figures and facts are not about a person -------------------------------------------------------


def test_a_figure_has_no_room_for_a_person():
    fields = {*Figure.__dataclass_fields__, *FigureValue.__dataclass_fields__}
    assert breaches({*fields, "actor"}, WHO) == ["actor"]
    assert not breaches(fields, WHO)


def test_no_component_is_cut_by_a_person():
    assert breaches(["deeds/actor", "deeds.by_clerk/"], WHO) == ["deeds/actor", "deeds.by_clerk/"]
    assert not breaches(buckets(VERBS.values()), WHO)
    assert not breaches(FIGURES, WHO)


def test_people_are_counted_as_times_never_as_persons():
    """A figure in 人 would claim to count persons apart; the ledger knows only 人次."""
    assert not [figure.code for figure in FIGURES.values() if figure.unit_of_measure == "人"]
    assert not [
        figure.code for figure in FIGURES.values() if figure.measure == "distinct" and "people" in figure.code
    ]


def test_a_fact_is_a_code_a_count_a_flag_or_a_day():
    """No free text can enter the ledger: nobody's words, nobody's name."""
    assert not [
        f"{verb.code}/{name}"
        for verb in VERBS.values()
        for name, fact in verb.facts.items()
        if not isinstance(fact, Code | Count | Flag | Day)
    ]
    for words in ("张三", "he said so", "a@b.cn", "两 字"):
        assert not Code().accepts(words)


def test_no_fact_names_an_account():
    """Who acted stands as a salted hash; a post's code is an office, not a person."""
    assert breaches(["deed.recorded/username"], WHO)
    subjects_of_their_own = {"account", "appointment", "organization"}  # what administers accounts may say so
    named = [fact for fact in facts() if fact.split(".")[0] not in subjects_of_their_own]
    assert not breaches((fact.split("/")[1] for fact in named), WHO)


def test_what_is_sealed_holds_nobodys_name_and_no_words(ledger_open):
    """Chinese names and words cannot be in what is plain ASCII; user names stand only as salted hashes."""
    sealed = [entry.leaf_content().canonical() for entry in Entry.objects.all()]
    assert len(sealed) > 50
    assert not [leaf for leaf in sealed if not leaf.isascii()]
    with_a_post = Account.objects.filter(is_system=False, keeper="").values_list("username", flat=True)
    told = {
        "clerk",
        "cadre",
        "leader",
        "first",
        "inspector",
        "supervisor",
        "office_head",
    }  # codes of roles, too
    assert not [
        name for name in set(with_a_post) - told if any(f'"{name}"'.encode() in leaf for leaf in sealed)
    ]


def people_pointed_at(kinds: Iterable[type[models.Model]]) -> list[str]:
    """Return the fields by which a table that scores, ranks or counts points at a person or a post."""
    scores = re.compile(r"score|scorecard|rating|figure|posting|total|component|risk|finding", re.IGNORECASE)
    people = {"Account", "Appointment", "Post"}
    doers = re.compile(r"(^|_)by$|^by(_|$)|^(responsible|assigner|successor)")
    return [
        f"{model.__name__}.{field.name}"
        for model in kinds
        if scores.search(model.__name__)
        for field in model._meta.local_fields
        if field.related_model is not None
        and getattr(field.related_model, "__name__", "") in people
        and not doers.search(field.name)
    ]


def test_what_scores_or_counts_points_at_no_person():
    class Scorecard(models.Model):
        of = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "boundaries_breach"
            managed = False

    assert people_pointed_at([Scorecard]) == ["Scorecard.of"]
    assert not people_pointed_at(rooms_models())


def test_actors_are_searchable_by_the_auditor_alone():
    assert {role.code for role in holders("actor.search")} - {"cli", "demo"} == {"auditor"}
    assert not [role.code for role in ROLES.values() if {"actor.search", "sign_ins.view"} & role.rights]


def test_the_three_keepers_exclude_each_other():
    powers = {
        code: role.rights & {"account.manage", "sign_ins.view", "security.grant"}
        for code, role in KEEPERS.items()
    }
    assert sorted(map(len, powers.values())) == [1, 1, 1]
    assert not [code for code, role in KEEPERS.items() if {"deed.record", "report.issue"} & role.rights]


# -- 5: a photo is never compulsory --------------------------------------------------------------------


def test_a_file_is_never_compulsory():
    assert not [
        name
        for name in columns(rooms_models())
        if re.fullmatch(r"(Deed|Task|Concern|PersonalAct)\.(file|photo|picture|evidence)", name)
    ]


# -- 6, 8: nothing is silently edited; erasure takes two -----------------------------------------------


def test_no_address_deletes_or_edits_in_place():
    breach = ["deeds/<int:pk>/delete/", "trail/<uuid:uuid>/edit/"]
    pattern = re.compile(r"(^|/)(delete|destroy|purge|unpublish|hide|trail/.*edit)(/|$)")
    assert [route for route in breach if pattern.search(route)] == breach
    assert not [route for route in routes() if pattern.search(route)]


def test_erasure_takes_two_roles():
    ask = {role.code for role in ROLES.values() if "evidence.erase" in role.rights}
    approve = {role.code for role in ROLES.values() if "evidence.erase_approve" in role.rights}
    assert ask
    assert approve
    assert not ask & approve


# -- 7: no app -----------------------------------------------------------------------------------------


def test_pages_bring_no_app_and_no_install_prompt():
    prompts = re.compile(
        r"rel=[\"']manifest|beforeinstallprompt|serviceWorker\.register|apple-mobile-web-app"
    )
    assert prompts.search('<link rel="manifest" href="/app.webmanifest">'), (
        "the rule would not notice a breach"
    )
    pages = [path for kind in ("html", "js") for path in (ROOT / "zerentian").rglob(f"*.{kind}")]
    assert pages
    assert not [str(path) for path in pages if prompts.search(path.read_text())]
    assert not breaches(routes(), APPS.split())


def test_the_program_fetches_nothing_from_the_net():
    """No crawler: no module of the program imports a client of HTTP."""
    client = re.compile(
        r"^\s*(?:import|from)\s+(requests|httpx|aiohttp|urllib\.request|urllib3|http\.client|scrapy|selenium)\b",
        re.MULTILINE,
    )
    assert client.search("import requests\n")
    sources = [path for path in (ROOT / "zerentian").rglob("*.py") if "tests" not in path.parts]
    assert not [str(path) for path in sources if client.search(path.read_text())]


# -- the public text -----------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(1, 9))
def test_every_boundary_is_stated_in_both_languages(number: int):
    text = (ROOT / "docs/boundaries.md").read_text()
    section = re.search(rf"^## {number}\. (.+?)\n(.+?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert section, f"boundary {number} is not stated"
    assert re.search(r"[\u4e00-\u9fff]{20}", re.sub(r"[，。、；：“”（）\s]", "", section[2]))
    assert re.search(r"(?:[A-Za-z',:;-]+\s+){10}", section[2])


# -- 2: a risk point is a place or a matter ------------------------------------------------------------

OF_A_PERSON = {
    *("person", "head", "member", "resident", "villager", "owner", "monitor"),
    *("name", "phone", "birth", "id_number", "contact"),
}


def persons_told(model: type[models.Model]) -> list[str]:
    """Return the fields by which a table of risk points would tell of a person: none but who recorded what."""
    doers = re.compile(r"(^|_)by$")
    return [
        f"{model.__name__}.{field.name}"
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        if words_of(field.name) & OF_A_PERSON
        or (getattr(field.related_model, "__name__", "") == "Account" and not doers.search(field.name))
    ]


def test_a_risk_point_is_a_place_and_its_tables_tell_of_no_person():
    class WatchedSlope(models.Model):
        monitor_phone = models.CharField(max_length=20)
        person = models.ForeignKey(Account, models.CASCADE, related_name="+")

        class Meta:
            app_label = "boundaries_breach"
            managed = False

    assert persons_told(WatchedSlope) == ["WatchedSlope.monitor_phone", "WatchedSlope.person"]
    tables = [
        model for model in rooms_models() if re.match(r"Risk|Patrol|MissedPatrol|Checklist", model.__name__)
    ]
    assert len(tables) >= 10
    assert not [told for model in tables for told in persons_told(model)]
