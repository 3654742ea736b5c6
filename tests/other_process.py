"""How another process uses the same database as the test."""

from __future__ import annotations

import os
from urllib.parse import quote, urlsplit, urlunsplit

from django.db import connection


def database_of_the_tests() -> dict[str, str]:
    """The variables with which another process uses the same database."""
    path = f"/{quote(connection.settings_dict['NAME'])}"
    return {
        name: urlunsplit(urlsplit(os.environ[name])._replace(path=path))
        for name in ("DATABASE_URL", "OWNER_DATABASE_URL")
        if name in os.environ
    }
