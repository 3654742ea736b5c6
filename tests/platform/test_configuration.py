"""The environment decides how an installation runs; what is missing or does not fit is said with a way out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from wijkleerbedrijf.configuration import HINTS, Configuration, demo_refusal

PROJECT = Path(__file__).resolve().parent.parent.parent

PRODUCTION = {
    "DATABASE_URL": "postgres://app:p%40ss@db.example:5433/wlb?sslmode=require",
    "SECRET_KEY": "a-secret-of-more-than-fifty-characters-for-this-test-alone-0123456789",
    "ALLOWED_HOSTS": "wijkleerbedrijf.example",
    "DEFAULT_FROM_EMAIL": "post@wijkleerbedrijf.example",
    "EMAIL_URL": "smtp+tls://user:secret@mail.example:587",
}


def in_process(code: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "wijkleerbedrijf.settings"} | environ,
        capture_output=True,
        text=True,
        check=False,
    )


def setting(name: str, environ: dict[str, str]) -> str:
    done = in_process(f"from django.conf import settings; print(settings.{name})", environ)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("name", sorted(PRODUCTION))
def test_what_is_missing_is_named_with_a_hint(name: str) -> None:
    done = in_process("import django; django.setup()", {key: value for key, value in PRODUCTION.items() if key != name})
    assert done.returncode == 1
    assert f"{name} is not set. {HINTS[name]}" in done.stderr


def test_a_production_environment_starts_with_safe_cookies_and_without_debug() -> None:
    assert setting("DEBUG", PRODUCTION) == "False"
    assert setting("SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE", PRODUCTION) == "True"
    assert setting("SECURE_SSL_REDIRECT", PRODUCTION) == "True"
    assert setting("SECURE_PROXY_SSL_HEADER", PRODUCTION) == "None"
    assert "Argon2" in setting("PASSWORD_HASHERS[0]", PRODUCTION)
    assert setting("EMAIL_HOST", PRODUCTION) == "mail.example"


def test_the_demo_is_no_part_of_a_real_site() -> None:
    assert setting("INSTALLED_APPS.count('wijkleerbedrijf.demo')", PRODUCTION) == "0"


def test_a_production_start_refuses_demo_mode() -> None:
    done = in_process("import wijkleerbedrijf.wsgi", PRODUCTION | {"DEMO": "1"})
    assert done.returncode == 1
    assert "DEMO is on, but" in done.stderr


def test_behind_a_proxy_the_scheme_and_the_address_come_from_its_headers() -> None:
    environ = PRODUCTION | {"TRUSTED_PROXIES": "1"}
    assert "HTTP_X_FORWARDED_PROTO" in setting("SECURE_PROXY_SSL_HEADER", environ)
    assert setting("ALLAUTH_TRUSTED_PROXY_COUNT", environ) == "1"


def test_the_owner_of_the_tables_is_used_where_the_schema_changes_only() -> None:
    environ = PRODUCTION | {"OWNER_DATABASE_URL": "postgres://owner@db.example/wlb"}
    assert setting("DATABASES['default']['USER']", environ) == "app"
    assert setting("DATABASES['default']['USER']", environ | {"DATABASE_AS_OWNER": "1"}) == "owner"
    assert setting("RUNTIME_DATABASE_USER", environ | {"DATABASE_AS_OWNER": "1"}) == "app"


def test_a_database_url_gives_every_part_of_the_connection() -> None:
    database = Configuration(PRODUCTION).database("DATABASE_URL")
    assert {name: database[name] for name in ("HOST", "PORT", "NAME", "USER", "PASSWORD", "OPTIONS")} == {
        "HOST": "db.example",
        "PORT": 5433,
        "NAME": "wlb",
        "USER": "app",
        "PASSWORD": "p@ss",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_socket_directory_may_have_any_character() -> None:
    url = {"DATABASE_URL": "postgres://app@/wlb?host=/srv/Wijk%20%26%20Co/db&port=5432"}
    database = Configuration(url).database("DATABASE_URL")
    assert (database["HOST"], database["PORT"], database["OPTIONS"]) == ("/srv/Wijk & Co/db", "5432", {})


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="must begin with postgres://"):
        Configuration({"DATABASE_URL": "sqlite:///x.db"}).database("DATABASE_URL")


def test_a_number_that_is_none_is_refused_by_name() -> None:
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES must be a whole number, and is 'many'"):
        Configuration({"TRUSTED_PROXIES": "many"}).number("TRUSTED_PROXIES", 0)


def refusal(
    data_dir: Path,
    *,
    secret: str = "made here",
    hosts: tuple[str, ...] = ("localhost",),
    host: str = "",
    proxies: int = 0,
) -> str | None:
    (data_dir / "secret_key").write_text("made here\n")
    return demo_refusal(
        secret_key=secret,
        data_dir=data_dir,
        allowed_hosts=list(hosts),
        database_host=host,
        trusted_proxies=proxies,
    )


def test_demo_mode_is_for_this_machine_only(tmp_path: Path) -> None:
    assert refusal(tmp_path, hosts=("localhost", "127.0.0.1", "[::1]"), host="/srv/db") is None
    assert "ALLOWED_HOSTS names wijkleerbedrijf.example" in (
        refusal(tmp_path, hosts=("localhost", "wijkleerbedrijf.example")) or ""
    )
    assert "the database is on db.example" in (refusal(tmp_path, host="db.example") or "")
    assert "behind a proxy" in (refusal(tmp_path, proxies=1) or "")
    assert "SECRET_KEY is not the one" in (refusal(tmp_path, secret="of another place") or "")


def test_demo_mode_without_a_secret_of_its_own_is_refused(tmp_path: Path) -> None:
    told = demo_refusal(secret_key="", data_dir=tmp_path, allowed_hosts=[], database_host="", trusted_proxies=0)
    assert "SECRET_KEY is not the one" in (told or "")
