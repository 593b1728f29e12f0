"""The tables that migrations make are those that the models ask for."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tests.architecture.source_tree import PACKAGE


def test_no_migration_is_pending() -> None:
    loader = MigrationLoader(None)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    changes = detector.changes(graph=loader.graph)
    described = [
        f"{app}: {operation.describe()}"
        for app, found in changes.items()
        for m in found
        for operation in m.operations
    ]
    assert not described, "\n".join(described)


def test_every_room_with_rows_has_migrations() -> None:
    # Without them Django makes the tables all the same while testing, but nobody else gets any.
    assert {path.parent.name for path in PACKAGE.glob("*/models.py")} <= MigrationLoader(None).migrated_apps


def test_migrations_have_one_last_leaf_each() -> None:
    assert not MigrationLoader(None).detect_conflicts()


def test_every_room_with_rows_is_installed_under_its_own_name() -> None:
    installed = {config.label for config in apps.get_app_configs() if config.name.startswith("forenotice.")}
    assert installed == {path.parent.name for path in PACKAGE.glob("*/models.py")}
