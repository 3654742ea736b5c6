"""The people of the try-out who can sign in, all with one known password."""

from __future__ import annotations

from dataclasses import dataclass

from wijkleerbedrijf.roles import Role

PASSWORD = "wijkleerbedrijf"  # noqa: S105  known on purpose; settings refuse DEMO on a real site

#: Which role each code of an e-mail address has.
ROLE_OF_CODE: dict[str, Role] = {
    "coordinator": Role.COORDINATOR,
    "coordinator2": Role.COORDINATOR,
    "teacher": Role.TEACHER,
    "teacher2": Role.TEACHER,
    "project_lead": Role.PROJECT_LEAD,
    "steering_member": Role.STEERING_MEMBER,
    "student": Role.STUDENT,
    "referrer": Role.REFERRER,
    "administrator": Role.ADMINISTRATOR,
}

#: Slug and name of the two demo locations.
LOCATION_NAMES: dict[str, str] = {"venray": "Venray", "winsum": "Winsum"}


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """One person: 'coördinator', 'coordinator@venray.example'."""

    role: str
    email: str
    password: str = PASSWORD


@dataclass(frozen=True, slots=True)
class DemoLogins:
    """The people of one location."""

    location: str
    logins: tuple[DemoLogin, ...]


def email_of(code: str, slug: str) -> str:
    return f"{code}@{slug}.example"


def all_logins() -> list[DemoLogins]:
    """Every login, by location and then by role."""
    return [
        DemoLogins(
            location=name,
            logins=tuple(
                DemoLogin(role=f"{role.label} 2" if code.endswith("2") else str(role.label), email=email_of(code, slug))
                for code, role in ROLE_OF_CODE.items()
            ),
        )
        for slug, name in LOCATION_NAMES.items()
    ]


def logins_as_text() -> str:
    """The list as script/server prints it."""
    groups = all_logins()
    width = max(len(login.email) for group in groups for login in group.logins)
    lines = [f"Inloggen kan als (wachtwoord voor iedereen: {PASSWORD}):"]
    for group in groups:
        lines += ["", group.location, *(f"  {login.email:<{width}}  {login.role}" for login in group.logins)]
    return "\n".join(lines)
