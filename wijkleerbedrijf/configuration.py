"""Reads the configuration from the environment, and says what to set when something is missing or does not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from wijkleerbedrijf.embedded_postgres import default_data_dir

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})

HINTS = {
    "DATABASE_URL": (
        "Set it to the address of your PostgreSQL, for example postgres://wijkleerbedrijf:password@db.example/"
        "wijkleerbedrijf, or start with script/server, which brings its own."
    ),
    "SECRET_KEY": (
        "Set it to a long random text that stays the same, for example the output of "
        '`python -c "import secrets; print(secrets.token_urlsafe(50))"`.'
    ),
    "ALLOWED_HOSTS": "Set it to the host names of this site with commas, for example wijkleerbedrijf.example.",
    "DEFAULT_FROM_EMAIL": "Set it to the sender of mail, for example WijkLeerbedrijf <post@wijkleerbedrijf.example>.",
    "EMAIL_URL": (
        "Set it to your mail server, for example smtp+tls://user:password@mail.example:587, "
        "or to consolemail:// to only print what would be sent."
    ),
}


class Configuration:
    """Typed access to the environment."""

    def __init__(self, environment: dict[str, str] | None = None) -> None:
        self._env = environ.Env()
        if environment is not None:
            self._env.ENVIRON = environment

    def required(self, name: str) -> str:
        value: str = self._env.str(name, default="")
        if not value:
            raise ImproperlyConfigured(f"{name} is not set. {HINTS[name]}")
        return value

    def text(self, name: str, default: str) -> str:
        value: str = self._env.str(name, default=default)
        return value

    def flag(self, name: str) -> bool:
        """Off unless set."""
        return bool(self._parsed(self._env.bool, name, False, "1 or 0"))

    def number(self, name: str, default: int) -> int:
        return int(self._parsed(self._env.int, name, default, "a whole number"))

    def required_list(self, name: str) -> list[str]:
        return [part.strip() for part in self.required(name).split(",") if part.strip()]

    def optional_list(self, name: str) -> list[str]:
        return [part.strip() for part in self.text(name, "").split(",") if part.strip()]

    def data_dir(self) -> Path:
        return default_data_dir({"DATA_DIR": given} if (given := self.text("DATA_DIR", "")) else {})

    def database(self, name: str) -> dict[str, Any]:
        """The database of a URL as Django wants it; a socket directory may stand in `?host=`."""
        config: dict[str, Any] = self._env.db_url_config(self.required(name))
        if config.get("ENGINE") != "django.db.backends.postgresql":
            raise ImproperlyConfigured(f"{name} must begin with postgres://. {HINTS['DATABASE_URL']}")
        options = dict(config.get("OPTIONS") or {})
        for place in ("host", "port"):
            if place in options:
                config[place.upper()] = str(options.pop(place))
        return config | {"OPTIONS": options}

    def mail(self) -> dict[str, Any]:
        config: dict[str, Any] = self._env.email_url_config(self.required("EMAIL_URL"))
        return config

    def _parsed(self, read: Any, name: str, default: object, wanted: str) -> Any:
        try:
            return read(name, default=default)
        except ValueError:
            raise ImproperlyConfigured(f"{name} must be {wanted}, and is {self.text(name, '')!r}.") from None


def demo_refusal(
    *, secret_key: str, data_dir: Path, allowed_hosts: list[str], database_host: str, trusted_proxies: int
) -> str | None:
    """Why demo mode, with its known passwords and plain cookies, may not be on here; None when it may."""
    remedy = "Leave DEMO out for a real site; script/server sets it for a try-out on your own machine."
    secret_file = data_dir / "secret_key"
    if not secret_file.is_file() or secret_file.read_text().strip() != secret_key:
        return f"DEMO is on, but SECRET_KEY is not the one that script/server made in {secret_file}. {remedy}"
    if foreign := [host for host in allowed_hosts if host not in _LOOPBACK]:
        return f"DEMO is on, but ALLOWED_HOSTS names {', '.join(foreign)}. {remedy}"
    if not (database_host in ("", *_LOOPBACK) or database_host.startswith("/")):
        return f"DEMO is on, but the database is on {database_host}. {remedy}"
    if trusted_proxies:
        return f"DEMO is on, but TRUSTED_PROXIES says that the site stands behind a proxy. {remedy}"
    return None
