"""Migrations that draw no more models anew than an operation changes: the classes are those of Django's way."""

from collections.abc import Iterator

import pytest
from django.db import ConnectionHandler, models
from django.db.backends.sqlite3.schema import DatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddConstraint, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import StateApps

from zerentian.ledger import migrating
from zerentian.ledger.migrating import PatientState, at_once

# Every how many migrations all classes are drawn at once, and compared; after the last in any case.
EVERY = 24


def told(model: type[models.Model]) -> dict[str, object]:
    """Return what of a model decides its table, what refers to it, and what it refers to."""
    meta = model._meta
    return {
        "table": meta.db_table,
        "fields": [(one.name, one.deconstruct()[1:]) for one in meta.local_fields],
        "many": [
            (one.name, one.deconstruct()[1:], one.remote_field.through._meta.label)
            for one in meta.local_many_to_many
        ],
        "indexes": [one.deconstruct() for one in meta.indexes],
        "constraints": [one.deconstruct() for one in meta.constraints],
        "unique": meta.unique_together,
        "to": sorted((one.name, one.related_model._meta.label) for one in meta.fields if one.is_relation),
        "from": sorted((one.name, one.related_model._meta.label) for one in meta.related_objects),
    }


def all_told(apps: StateApps) -> dict[str, dict[str, object]]:
    return {model._meta.label: told(model) for model in apps.get_models(include_auto_created=True)}


def strangers(apps: StateApps) -> list[str]:
    """Return the relations that refer to a class which another has taken the place of."""
    return [
        str(one)
        for model in apps.get_models(include_auto_created=True)
        for one in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if one.is_relation and apps.get_model(one.related_model._meta.label) is not one.related_model
    ]


def steps() -> Iterator[tuple[str, PatientState]]:
    """Yield the state after each migration of all rooms, as it is when a new database is made."""
    loader = MigrationLoader(None)
    plan: list[tuple[str, str]] = []
    for leaf in sorted(loader.graph.leaf_nodes()):
        plan += [one for one in loader.graph.forwards_plan(leaf) if one not in plan]
    state = PatientState(real_apps=loader.unmigrated_apps)
    assert state.apps is not None  # drawn before the first, as Django does
    for room, name in plan:
        loader.graph.nodes[room, name].mutate_state(state, preserve=False)
        yield f"{room}.{name}", state


def test_the_classes_are_those_that_are_drawn_all_at_once() -> None:
    count = 0
    for count, (name, state) in enumerate(steps(), 1):
        if count % EVERY == 0:
            assert all_told(state.apps) == all_told(StateApps(state.real_apps, state.models)), name
        assert strangers(state.apps) == [], name
    assert all_told(state.apps) == all_told(StateApps(state.real_apps, state.models)), name
    assert count > EVERY


def test_what_a_class_was_not_told_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PatientState, "tell_class", lambda *a: None)
    assert any(
        all_told(state.apps) != all_told(StateApps(state.real_apps, state.models))
        for name, state in steps()
        if name.startswith("ledger.")
    )


def test_a_relation_that_was_not_told_of_the_new_class_would_be_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(migrating, "refer_to", lambda *a: None)
    assert any(strangers(state.apps) for name, state in steps())


def test_code_of_a_migration_is_given_classes_that_were_all_drawn_anew() -> None:
    _, state = next(steps())
    given = state.clone()
    (model, *_) = state.apps.get_models()
    given.clear_delayed_apps_cache()
    assert given.apps.get_model(model._meta.label) is not model


COPIES = models.CheckConstraint(condition=models.Q(copies__gte=1), name="some_copies")
ONCE = models.UniqueConstraint(fields=["paper", "copies"], name="once")
ONCE_OF_MANY = models.UniqueConstraint(
    fields=["paper"], condition=models.Q(copies__gt=9), name="once_of_many"
)
OTHER = models.CheckConstraint(condition=models.Q(pages__gte=1), name="some_pages")


def operations() -> list[Operation]:
    """Two tables, what is added to them in a row, and what is an index in any case."""
    key = ("id", models.BigAutoField(primary_key=True))
    number = models.IntegerField()
    return [
        CreateModel("Stamp", [key, ("paper", models.CharField(max_length=9)), ("copies", number)]),
        CreateModel("Sheet", [key, ("pages", models.IntegerField())]),
        AddConstraint("stamp", ONCE_OF_MANY),
        AddConstraint("stamp", COPIES),
        AddConstraint("stamp", ONCE),
        AddConstraint("sheet", OTHER),
        AddConstraint("stamp", models.UniqueConstraint("copies", "paper", name="beside")),
    ]


def made_with(asked: list[Operation]) -> set[tuple[str, ...]]:
    """Return what an empty SQLite database holds after a migration."""
    engine = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:", "ATOMIC_REQUESTS": False}
    own = ConnectionHandler({"default": engine})["default"]
    migration = Migration("made", "rooms")
    migration.operations = asked
    with own.schema_editor(atomic=True) as editor:
        migration.apply(PatientState(), editor)
    with own.cursor() as cursor:
        found = cursor.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master").fetchall()
    own.close()
    return set(found)


def test_a_table_is_made_anew_once_for_all_that_is_added_to_it_in_a_row(
    monkeypatch, django_db_blocker
) -> None:
    made: list[str] = []
    make = DatabaseSchemaEditor._remake_table

    def noted(editor, model, *args, **kwargs):
        made.append(model._meta.model_name)
        return make(editor, model, *args, **kwargs)

    monkeypatch.setattr(DatabaseSchemaEditor, "_remake_table", noted)
    with django_db_blocker.unblock():
        one_by_one = made_with(operations())
        assert made == ["stamp", "stamp", "sheet"]
        made.clear()
        assert made_with([*at_once(operations())]) == one_by_one
    assert made == ["stamp", "sheet"]
    assert {"once_of_many", "beside"} < {name for _, name, _, _ in one_by_one}
