"""Runs the migrations that a database lacks, in a third of the time of Django's own command.

Django draws the models anew after every operation, each with all that is related to it; here nearly everything is
related to units and accounts. Most operations add a model, an index or a constraint, and change no class that is
there: these are drawn alone. All else is Django's.
"""

from django.apps.registry import Apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Index
from django.db.models.constraints import BaseConstraint


class PatientState(ProjectState):
    """The models between two migrations, of which no more is drawn anew than an operation changes."""

    def add_model(self, model_state: ModelState) -> None:
        """Take a model in; those it refers to stay the classes they are."""
        drawn = self._put_away()
        super().add_model(model_state)
        self._bring_back(drawn)
        if drawn is not None:
            drawn.render_multiple([model_state])

    def _append_option(
        self, app_label: str, model_name: str, option_name: str, obj: Index | BaseConstraint
    ) -> None:
        """Take an index or a constraint in."""
        drawn = self._put_away()
        super()._append_option(app_label, model_name, option_name, obj)
        self._bring_back(drawn)
        self._tell_class(app_label, model_name, option_name)

    def _remove_option(self, app_label: str, model_name: str, option_name: str, obj_name: str) -> None:
        """Let an index or a constraint go."""
        drawn = self._put_away()
        super()._remove_option(app_label, model_name, option_name, obj_name)
        self._bring_back(drawn)
        self._tell_class(app_label, model_name, option_name)

    def _put_away(self) -> Apps | None:
        """Take the drawn classes out, so that Django does not draw them anew; None when nothing is drawn yet."""
        drawn: Apps | None = self.__dict__.pop("apps", None)
        return drawn

    def _bring_back(self, drawn: Apps | None) -> None:
        """Put the drawn classes in again.

        They are said to be behind (``is_delayed``): code of a migration, which may follow any relation, is given
        classes that were all drawn anew. Else those of the step before would know of what was added since.
        """
        if drawn is not None:
            self.apps = drawn
            self.is_delayed = True

    def _tell_class(self, app_label: str, model_name: str, option_name: str) -> None:
        """Let the class of a model know its indexes or constraints: SQLite makes tables anew with those it names."""
        if "apps" in self.__dict__:
            options = self.models[app_label, model_name].options
            setattr(self.apps.get_model(app_label, model_name)._meta, option_name, [*options[option_name]])


class PatientExecutor(MigrationExecutor):
    """Django's executor, with such a state."""

    def _create_project_state(self, with_applied_migrations: bool = False) -> PatientState:
        """Return the state that the migrations begin with."""
        begun = super()._create_project_state(with_applied_migrations)
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
