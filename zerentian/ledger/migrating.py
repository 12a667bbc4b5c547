"""Runs the migrations that a database lacks, in a sixth of the time of Django's own command.

Django draws the models anew after every operation, each with all that is related to it; here nearly everything is
related to units and accounts. Most operations add a model, an index or a constraint, or change a field that nothing
refers to: one model is drawn alone, and what refers to it is told of its new class. SQLite takes no constraint into a
table that stands: the table is made anew, once for all that a migration adds to it in a row. All else is Django's.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import AddConstraint
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState, StateApps
from django.db.migrations.utils import field_is_referenced
from django.db.models import Field, Index, Model, UniqueConstraint
from django.db.models.constraints import BaseConstraint

# What a relation keeps in mind of the class that it refers to (Django's cached properties).
REMEMBERED = (
    "related_model",
    "related_fields",
    "local_related_fields",
    "reverse_related_fields",
    "foreign_related_fields",
    "path_infos",
    "reverse_path_infos",
)


class PatientState(ProjectState):
    """The models between two migrations, of which no more is drawn anew than an operation changes."""

    def add_model(self, model_state: ModelState) -> None:
        """Take a model in; those it refers to stay the classes they are."""
        with self.classes_kept() as drawn:
            super().add_model(model_state)
        if drawn is not None:
            drawn.render_multiple([model_state])

    def add_field(
        self, app_label: str, model_name: str, name: str, field: "Field[Any, Any]", preserve_default: bool
    ) -> None:
        """Take a field in."""
        with self.drawn_alone(app_label, model_name, field):
            super().add_field(app_label, model_name, name, field, preserve_default)

    def remove_field(self, app_label: str, model_name: str, name: str) -> None:
        """Let a field go."""
        with self.drawn_alone(app_label, model_name, self.models[app_label, model_name].fields[name]):
            super().remove_field(app_label, model_name, name)

    def alter_field(
        self, app_label: str, model_name: str, name: str, field: "Field[Any, Any]", preserve_default: bool
    ) -> None:
        """Let a field be another; one that others refer to is Django's."""
        key = app_label, model_name
        if field_is_referenced(self, key, (name, self.models[key].fields[name])):
            super().alter_field(app_label, model_name, name, field, preserve_default)
            return
        with self.drawn_alone(app_label, model_name, field):
            super().alter_field(app_label, model_name, name, field, preserve_default)

    def add_index(self, app_label: str, model_name: str, index: Index) -> None:
        """Take an index in."""
        with self.classes_kept():
            super().add_index(app_label, model_name, index)
        self.tell_class(app_label, model_name, "indexes")

    def remove_index(self, app_label: str, model_name: str, index_name: str) -> None:
        """Let an index go."""
        with self.classes_kept():
            super().remove_index(app_label, model_name, index_name)
        self.tell_class(app_label, model_name, "indexes")

    def add_constraint(self, app_label: str, model_name: str, constraint: BaseConstraint) -> None:
        """Take a constraint in."""
        with self.classes_kept():
            super().add_constraint(app_label, model_name, constraint)
        self.tell_class(app_label, model_name, "constraints")

    def remove_constraint(self, app_label: str, model_name: str, constraint_name: str) -> None:
        """Let a constraint go."""
        with self.classes_kept():
            super().remove_constraint(app_label, model_name, constraint_name)
        self.tell_class(app_label, model_name, "constraints")

    @contextmanager
    def classes_kept(self) -> Iterator[StateApps | None]:
        """Put the drawn classes away while Django changes what it knows, so that it draws none anew; give them out.

        Afterwards they are said to be behind (``is_delayed``): code of a migration, which may follow any relation, is
        given classes that were all drawn anew. Else those of the step before would know of what was added since.
        """
        drawn: StateApps | None = self.__dict__.pop("apps", None)
        yield drawn
        if drawn is not None:
            self.apps = drawn
            self.is_delayed = True

    @contextmanager
    def drawn_alone(self, app_label: str, model_name: str, field: "Field[Any, Any]") -> Iterator[None]:
        """Let one model's field be changed, and draw that model alone; a field with a table of its own is Django's.

        The classes that are there are shared with the state before, which is why the model is drawn anew, and not told.
        """
        if field.many_to_many or "apps" not in self.__dict__:
            yield
            return
        with self.classes_kept() as drawn:
            yield
        if drawn is not None:
            before = drawn.get_model(app_label, model_name)
            drawn.render_multiple([self.models[app_label, model_name]])
            refer_to(drawn, before, drawn.get_model(app_label, model_name))

    def tell_class(self, app_label: str, model_name: str, option: str) -> None:
        """Let the class of a model know its indexes or constraints: SQLite makes tables anew with those it names."""
        if "apps" in self.__dict__:
            options = self.models[app_label, model_name].options
            setattr(self.apps.get_model(app_label, model_name)._meta, option, [*options[option]])


def refer_to(drawn: StateApps, before: type[Model], after: type[Model]) -> None:
    """Let everything that refers to a class refer to the one that has taken its place."""
    for model in drawn.get_models(include_auto_created=True):
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            relation = field.remote_field
            if relation is not None and relation.model is before:
                relation.model = after
                for name in REMEMBERED:
                    vars(field).pop(name, None)
                    vars(relation).pop(name, None)


class AddConstraints(Operation):
    """Several constraints of one model, of which at least one stands in its table: SQLite makes the table anew once."""

    def __init__(self, each: Sequence[AddConstraint]) -> None:
        self.each = each

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Take all of them in."""
        for one in self.each:
            one.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Make the table anew: with all that its model names by now, also what is an index and no part of a table."""
        within = next(one for one in self.each if in_table(one))
        within.database_forwards(app_label, schema_editor, from_state, to_state)


def in_table(operation: AddConstraint) -> bool:
    """Tell whether SQLite keeps a constraint within its table, and not beside it as an index."""
    constraint = operation.constraint
    if not isinstance(constraint, UniqueConstraint):
        return True
    beside = constraint.condition, constraint.contains_expressions, constraint.deferrable
    return not any(beside) and not constraint.include  # type: ignore[attr-defined]


def at_once(operations: Sequence[Operation]) -> Iterator[Operation]:
    """Yield a migration's operations, those that add constraints to one model in a row as one."""
    for name, run in groupby(operations, lambda one: isinstance(one, AddConstraint) and one.model_name_lower):
        each = [*run]
        added = [one for one in each if isinstance(one, AddConstraint)]
        if name and len(added) > 1 and any(map(in_table, added)):
            yield AddConstraints(added)
        else:
            yield from each


class PatientExecutor(MigrationExecutor):
    """Django's executor, with such a state."""

    def apply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        """Run a migration; on SQLite what makes a table anew does so once."""
        if connection.vendor == "sqlite":
            migration.operations = [*at_once(migration.operations)]  # type: ignore[misc]
        return super().apply_migration(state, migration, fake, fake_initial)

    def _create_project_state(self, with_applied_migrations: bool = False) -> PatientState:
        """Return the state that the migrations begin with."""
        begun = super()._create_project_state(with_applied_migrations)  # type: ignore[misc]
        return PatientState(begun.models, begun.real_apps)


def run_migrations() -> None:
    """Run all migrations that the database lacks.

    Django's command comes after: it finds nothing left to run, but looks for two that follow the same one, and writes
    what Django itself keeps of models. django.db.migrations.exceptions.InconsistentMigrationHistory when one ran before
    another that it needs.
    """
    executor = PatientExecutor(connection)
    executor.loader.check_consistent_history(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    call_command("migrate", interactive=False, verbosity=0)
