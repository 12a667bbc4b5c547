"""The cast and the clock of every test: a county, two fictitious townships, and the people in them.

The cast is made once a session, through the actions; each test runs in a transaction that is rolled back.
"""

import gc
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings
from django.test.client import ClientHandler
from django.test.signals import setting_changed
from django.utils import translation

from zerentian.casework.actions import declare_county_key
from zerentian.casework.cipher import declare_key
from zerentian.casework.county import new_private, public_of
from zerentian.ledger import clock
from zerentian.ledger.actions import open_ledger
from zerentian.ledger.tests import prepared
from zerentian.organization.actions.accounts import create_account, grant_keeper
from zerentian.organization.actions.calendar import seed_calendar
from zerentian.organization.actions.posts import appoint, create_post
from zerentian.organization.actions.units import open_unit
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.rights import KEEPERS, Kind

pytest_plugins = ["tests.engines"]

# Several workers share a machine: how long one example takes says nothing about it.
hypothesis.settings.register_profile("steady", deadline=None)
hypothesis.settings.load_profile("steady")

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
LONG_AGO = date(2024, 1, 1)

# code, kind, name, parent
UNITS = (
    ("990100", "county", "示例县", None),
    ("990101", "township", "云岭乡", "990100"),
    ("990101-DZ", "office", "党政办公室", "990101"),
    ("990101-ZF", "office", "综治办公室", "990101"),
    ("990101-V01", "village", "上坪村", "990101"),
    ("990101-V02", "village", "下坪村", "990101"),
    ("990101-V03", "village", "石桥村", "990101"),
    ("990102", "township", "雾溪乡", "990100"),
    ("990102-DZ", "office", "党政办公室", "990102"),
)

# username, name, post's unit, post's title, role (a keeper has no unit)
CAST = (
    ("clerk", "示例甲", "990101-DZ", "党政办经办人", "clerk"),
    ("office_head", "示例乙", "990101-DZ", "党政办主任", "office_head"),
    ("neighbour_clerk", "示例丙", "990101-ZF", "综治办经办人", "clerk"),
    ("cadre", "示例丁", "990101-V01", "上坪村村干部", "cadre"),
    ("neighbour_cadre", "示例戊", "990101-V02", "下坪村村干部", "cadre"),
    ("leader", "示例己", "990101", "分管副乡长", "leader"),
    ("first", "示例庚", "990101", "乡党委书记", "first"),
    ("receptionist", "示例卯", "990101-DZ", "群众诉求受理员", "reception"),
    ("inspector", "示例辛", "990100", "县督查员", "inspector"),
    ("supervisor", "示例壬", "990100", "县主管", "supervisor"),
    ("outsider", "示例癸", "990102-DZ", "党政办经办人", "clerk"),
    ("administrator", "示例子", None, "", "administrator"),
    ("auditor", "示例丑", None, "", "auditor"),
    ("security", "示例寅", None, "", "security"),
)

# To which reports of wrongdoing are sealed in tests; outside of tests it never lies beside what it opens.
COUNTY_PRIVATE = new_private()
PASSWORD = "Zuoye-2026-tian"


# Where Django's handler keeps the chain that it has made.
CHAIN = (
    "_middleware_chain",
    "_view_middleware",
    "_template_response_middleware",
    "_exception_middleware",
)
READ_BY_NO_MIDDLEWARE = {"ZERENTIAN_HOME", "PASSWORD_HASHERS"}
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup"}


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Look for no garbage while tests are collected, nor ever in what was: nothing of it goes before the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that touch the database: these run on both engines, the others once.

    Those that start processes, and wait for them, begin first, so that the others fill the time.
    """
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")
    items.sort(key=lambda item: item.get_closest_marker("processes") is None)


def pytest_fixture_setup(fixturedef: pytest.FixtureDef, request: pytest.FixtureRequest) -> None:
    """Refuse a test that asks for the database only while it runs: it would not be marked, so that PostgreSQL never
    saw it, and would begin in an empty home where it is the first of its process."""
    if fixturedef.argname == "db" and not request.node.get_closest_marker("database"):
        pytest.fail("this test asks for the database while it runs: mark it with pytest.mark.django_db")


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hash passwords cheaply: the real hasher is slow on purpose."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def one_chain_of_middleware() -> Iterator[None]:
    """Let all browsers share one chain of middleware, as all requests of a served process do.

    Django makes a chain for each browser, and WhiteNoise looks at every static file for each. Middleware may read a
    setting when it is made, so one that changes makes another chain.
    """
    made: dict[str, object] = {}
    make = ClientHandler.load_middleware

    def share(handler: ClientHandler, is_async: bool = False) -> None:
        if not made:
            make(handler, is_async)
            made.update({name: getattr(handler, name) for name in CHAIN})
        vars(handler).update(made)

    def forget(*, setting: str, **said: object) -> None:
        if setting not in READ_BY_NO_MIDDLEWARE:
            made.clear()

    setting_changed.connect(forget)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "load_middleware", share)
        yield
    setting_changed.disconnect(forget)


@pytest.fixture(scope="session")
def session_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder (keys, high-water mark) as it stands after the cast has been made."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Let the database under test begin as a copy of the migrated one, which the first worker makes and keeps."""
    memory = prepared.begin_with_it()
    yield
    if memory:
        memory.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, quick_passwords, session_home):
    """Make the database once, with an open demo ledger and the cast in it."""
    with (
        django_db_blocker.unblock(),
        override_settings(ZERENTIAN_HOME=session_home),
        pytest.MonkeyPatch.context() as patch,
    ):
        stop_the_clock(patch)
        make_cast()


def stop_the_clock(patch: pytest.MonkeyPatch) -> None:
    """Let the instance's clock stand at ``NOW``."""
    patch.setattr(clock, "timezone", SimpleNamespace(now=lambda: NOW))


def make_cast() -> None:
    """Open a demo ledger and bring units, posts and people into being, as an administrator would."""
    demo = Account.objects.system("demo")
    open_ledger(origin="demo-tests", demo=True, by=demo, now=NOW)
    declare_key()
    seed_calendar(years=(2025, 2026), by=demo, now=NOW)
    declare_county_key(public_of(COUNTY_PRIVATE), by=demo, now=NOW)
    units: dict[str | None, Unit | None] = {None: None}
    for code, kind, name, parent in UNITS:
        units[code] = open_unit(
            code=code, kind=Kind(kind), name=name, parent=units[parent], first=LONG_AGO, by=demo, now=NOW
        )
    for username, name, code, title, role in CAST:
        account = create_account(username=username, name=name, by=demo, now=NOW).account
        account.set_password(PASSWORD)
        account.must_change_password, account.password_changed_at = False, None
        account.save(update_fields=["password", "must_change_password", "password_changed_at"])
        unit = units[code]
        if role in KEEPERS:
            grant_keeper(account, keeper=role, by=demo, now=NOW)
        elif unit is not None:
            post = create_post(unit=unit, title=title, role=role, first=LONG_AGO, by=demo, now=NOW)
            appoint(account, post=post, first=LONG_AGO, by=demo, now=NOW)


@pytest.fixture(scope="module")
def beginning(django_db_setup, django_db_blocker, session_home, tmp_path_factory) -> Iterator[Path]:
    """A home and a transaction around all tests of a module: what a fixture of the module makes once, each finds.

    For what takes long to make and is only looked at. All tests of the module stand within it, so the module asks
    for it as a whole (``pytestmark = pytest.mark.usefixtures("beginning")``).
    """
    folder = tmp_path_factory.mktemp("beginning") / "home"
    shutil.copytree(session_home, folder)
    around = transaction.atomic()
    around._from_testcase = True  # As in Django's own TestCase: it does not count as the outermost one.
    with (
        django_db_blocker.unblock(),
        override_settings(ZERENTIAN_HOME=folder),
        translation.override(settings.LANGUAGE_CODE),
        pytest.MonkeyPatch.context() as patch,
        around,
    ):
        stop_the_clock(patch)
        yield folder
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def home(request: pytest.FixtureRequest, session_home: Path, tmp_path: Path) -> Iterator[Path]:
    """A home folder of the test's own: what a test seals or deposits is gone with it."""
    folder = tmp_path / "home"
    common = "beginning" in request.fixturenames
    shutil.copytree(request.getfixturevalue("beginning") if common else session_home, folder)
    with override_settings(ZERENTIAN_HOME=folder):
        yield folder


@pytest.fixture(autouse=True)
def frozen_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The instance's clock stands still at 2 March 2026, nine in the morning."""
    stop_the_clock(monkeypatch)


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """A test begins in Chinese, whatever language the page before it was asked for."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def now() -> datetime:
    """Monday, 2 March 2026, 09:00 in Shanghai."""
    return NOW


@pytest.fixture
def ledger_open(db: None) -> None:
    """An open demo ledger (there is one in every test that uses the database)."""


@pytest.fixture
def client_of() -> Callable[[Account], Client]:
    """Return a browser in which the account is signed in."""

    def sign_in(account: Account) -> Client:
        client = Client()
        client.force_login(account)
        return client

    return sign_in


@pytest.fixture
def unit_of(db: None) -> Callable[[str], Unit]:
    """Return a unit of the cast by its code."""
    return lambda code: Unit.objects.get(code=code)


@pytest.fixture
def account_of(db: None) -> Callable[[str], Account]:
    """Return an account of the cast by its user name."""
    return lambda username: Account.objects.get(username=username)


def unit(code: str):
    """Make the fixture of one unit."""
    return pytest.fixture(lambda db: Unit.objects.get(code=code))


def member(username: str):
    """Make the fixture of one member of the cast."""
    return pytest.fixture(lambda db: Account.objects.get(username=username))


county = unit("990100")
township = unit("990101")
office = unit("990101-DZ")
neighbour_office = unit("990101-ZF")
village = unit("990101-V01")
neighbour_village = unit("990101-V02")
other_township = unit("990102")

clerk = member("clerk")
office_head = member("office_head")
neighbour_clerk = member("neighbour_clerk")
cadre = member("cadre")
neighbour_cadre = member("neighbour_cadre")
leader = member("leader")
first = member("first")
receptionist = member("receptionist")
inspector = member("inspector")
supervisor = member("supervisor")
outsider = member("outsider")
administrator = member("administrator")
auditor = member("auditor")
security = member("security")


@pytest.fixture
def demo(db: None) -> Account:
    """The demo's narrator: a system actor that may do nearly everything."""
    return Account.objects.system("demo")


@pytest.fixture
def cli(db: None) -> Account:
    """The command line's system actor."""
    return Account.objects.system("cli")
