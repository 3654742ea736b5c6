"""The database of the tests, copied from a template: running every migration takes long and is done once."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from pytest_django import DjangoDbBlocker

PREFIX = "template_of_tests_"


def fingerprint(project: Path) -> str:
    """A digest of all that the migrations are made of."""
    digest = hashlib.sha256((project / "requirements" / "runtime.txt").read_bytes())
    ours = [*project.glob("*/migrations/*.py"), *(project / "wijkleerbedrijf" / "organisation").glob("migrations/*.py")]
    helpers = [project / "wijkleerbedrijf" / "organisation" / name for name in ("constraints.py", "fields.py")]
    for path in sorted([*ours, *helpers]):
        digest.update(f"{path.relative_to(project)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def make_template(name: str) -> None:
    """Migrate a new database, then give it the name: a run that is killed leaves no half template."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    main = settings.DATABASES["default"]
    address = f"host={main['HOST']} port={main['PORT']} user={main['USER']} dbname={main['NAME']}"
    with psycopg.connect(address, autocommit=True) as server:
        have = [row[0] for row in server.execute("SELECT datname FROM pg_database").fetchall()]
        if name in have:
            return
        draft = f"{PREFIX}draft"
        for old in [one for one in have if one.startswith(PREFIX)]:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(old)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
        connection.close()
        connection.settings_dict["NAME"] = draft
        try:
            call_command("migrate", verbosity=0, interactive=False)
        finally:
            connection.close()
            connection.settings_dict["NAME"] = main["NAME"]
        server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name)))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    from django.conf import settings
    from django.db import connection

    name = PREFIX + fingerprint(settings.BASE_DIR)
    with one_at_a_time(settings.DATA_DIR / "template.lock"), django_db_blocker.unblock():
        make_template(name)
    connection.settings_dict["TEST"]["TEMPLATE"] = name


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Before the database goes, whoever still has it open goes: a thread of a server or a browser that ended late."""
    yield
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def _no_jobs_stay(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Django empties its own tables after a test that really commits; those of the jobs are not its own."""
    yield
    mark = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames)
    if commits or (mark and mark.kwargs.get("transaction")):
        from django.db import connection

        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
