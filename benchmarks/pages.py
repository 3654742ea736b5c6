"""Measures the pages that people open most, on the data of DATA_DIR, within one process.

    python benchmarks/pages.py measure LABEL    # the pages, on this data; kept in .build/benchmarks/LABEL.json
    python benchmarks/pages.py table            # all that was kept, as a Markdown table

For each page: how many queries, and the median and the 95th percentile of the time from request to response, with warm
caches and the settings of a try-out. `cpu` is the time that Python itself worked: on a busy machine it tells more. Each request comes from somebody who has signed in. See script/bench.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from wijkleerbedrijf.embedded_postgres import default_data_dir  # noqa: E402
from wijkleerbedrijf.local_run import database, try_out_environment  # noqa: E402

KEPT = PROJECT / ".build" / "benchmarks"
WARM_UP, TIMES = 3, 20


@dataclass(frozen=True, slots=True)
class Measured:
    page: str
    queries: int
    median_ms: float
    p95_ms: float
    cpu_ms: float
    kilobytes: float


def addresses(location: Any) -> Iterator[tuple[str, str, str]]:
    """(role code, what it is called, address) of every list, board, home page and detail page."""
    from django.db.models import Count
    from django.urls import reverse
    from django.utils import timezone

    from clients.models import Client
    from planning.models import WeekPlan
    from reporting.models import Report
    from students.models import Student

    today = timezone.localdate()
    weeks = WeekPlan.objects.filter(location=location).annotate(number=Count("visits")).order_by("-monday")
    full = weeks.filter(monday__lte=today, number__gt=0).first()
    coming = weeks.first()
    student = Student.objects.filter(location=location, enrolments__valid_until=None).first()
    client = Client.objects.filter(location=location, ended_on=None).first()
    draft = Report.objects.filter(location=location, status="draft").first()
    if not (full and coming and student and client):
        raise SystemExit(f"{location} has no weeks to measure: load the data first.")

    def week(plan: Any) -> list[int]:
        return [plan.iso_year, plan.iso_week]

    board = reverse("planning:week_board", args=week(full))
    plan = reverse("planning:visit_plan", args=week(coming))
    yield "coordinator", "Vandaag", reverse("planning:home")
    yield "coordinator", "weekbord, studenten", board
    yield "coordinator", "weekbord, klanten", f"{board}?view=klanten"
    yield "coordinator", "weekbord, komende week", reverse("planning:week_board", args=week(coming))
    yield "coordinator", "bezoek plannen, kies dagdeel en student", f"{plan}?klant={client.pk}"
    yield "coordinator", "studenten", reverse("students:student_list")
    yield "coordinator", "een student", reverse("students:student_detail", args=[student.pk])
    yield "coordinator", "week van een student", reverse("planning:student_week_card", args=[student.pk])
    yield "coordinator", "klanten", reverse("clients:client_list")
    yield "coordinator", "een klant", reverse("clients:client_detail", args=[client.pk])
    yield "coordinator", "week van een klant", reverse("planning:client_week_card", args=[client.pk])
    yield "coordinator", "locatie", reverse("organisation:location_detail")
    yield "coordinator", "kalender", reverse("organisation:calendar")
    yield "teacher", "Mijn groep", reverse("portfolio:home")
    yield "teacher", "weekbord van de docent", board
    yield "teacher", "aftekenlijst van een student", reverse("portfolio:student_portfolio", args=[student.pk])
    yield "project_lead", "Stand van zaken", reverse("reporting:home")
    yield "project_lead", "rapporten", reverse("reporting:report_list")
    if draft:
        yield "project_lead", "rapport in concept", reverse("reporting:report_detail", args=[draft.pk])
    yield "steering_member", "rapporten van de stuurgroep", reverse("reporting:report_list")
    yield "student", "mijn week", reverse("planning:my_week")
    yield "student", "mijn portfolio", reverse("portfolio:my_portfolio")
    yield "referrer", "kandidaten", reverse("students:referral_list")
    yield "administrator", "beheer", reverse("admin:index")
    yield "administrator", "beheer, personen", reverse("admin:organisation_user_changelist")


def measure_page(open_page: Callable[[], Any], name: str) -> Measured:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(WARM_UP):
        response = open_page()
    if response.status_code != 200:
        raise SystemExit(f"{name} answered {response.status_code}")
    with CaptureQueriesContext(connection) as captured:
        open_page()
    queries = len(captured)
    taken, worked = [], []
    for _ in range(TIMES):
        started, cpu = time.perf_counter(), time.process_time()
        open_page()
        taken.append((time.perf_counter() - started) * 1000)
        worked.append((time.process_time() - cpu) * 1000)
    return Measured(
        name,
        queries,
        round(statistics.median(taken), 1),
        round(statistics.quantiles(taken, n=20)[-1], 1),
        round(statistics.median(worked), 1),
        round(len(response.content) / 1024, 1),
    )


def measure(label: str) -> None:
    from django.db.models import Count
    from django.test import Client as Browser

    from planning.models import Visit, VisitSeat
    from wijkleerbedrijf.demo.logins import email_of
    from wijkleerbedrijf.organisation.models import Location, User

    location = Location.objects.annotate(number=Count("visits")).order_by("-number", "pk").first()
    assert location is not None
    pages = []
    for code, name, address in addresses(location):
        browser = Browser(SERVER_NAME="localhost")
        user = User.objects.get(email=email_of(code, location.slug))
        browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        pages.append(measure_page(lambda browser=browser, address=address: browser.get(address), name))
        print(pages[-1], file=sys.stderr)
    KEPT.mkdir(parents=True, exist_ok=True)
    size = {"locations": Location.objects.count(), "visits": Visit.objects.count(), "seats": VisitSeat.objects.count()}
    kept = {"size": size, "pages": [asdict(page) for page in pages]}
    (KEPT / f"{label}.json").write_text(json.dumps(kept, indent=1))


def number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def by_label(path: Path) -> tuple[bool, str]:
    """The demo first, then the others by name."""
    return path.stem != "demo", path.stem


def table() -> str:
    kept = {path.stem: json.loads(path.read_text()) for path in sorted(KEPT.glob("*.json"), key=by_label)}
    python, load = platform.python_version(), number(os.getloadavg()[0])
    lines = [f"{time.strftime('%d-%m-%Y')}, Python {python}, {os.cpu_count()} cores, load {load} at the end.", ""]
    for label, data in kept.items():
        size = ", ".join(f"{value} {name}" for name, value in data["size"].items())
        lines.append(f"- *{label}*: {size}")
    head = ["page", *(f"{label}: {what}" for label in kept for what in ("queries", "median ms", "p95 ms", "cpu ms"))]
    lines += ["", "| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    names = list(dict.fromkeys(page["page"] for data in kept.values() for page in data["pages"]))
    for name in names:
        cells = [name]
        for data in kept.values():
            page = next((one for one in data["pages"] if one["page"] == name), None)
            times = [number(page[name]) for name in ("median_ms", "p95_ms", "cpu_ms")] if page else ["", "", ""]
            cells += [str(page["queries"]) if page else "", *times]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    match arguments:
        case ["table"]:
            print(table())
            return 0
        case ["measure", label]:
            data_dir = default_data_dir()
            with database(data_dir) as variables:
                os.environ.update(try_out_environment(data_dir) | variables)
                os.environ["DJANGO_SETTINGS_MODULE"] = "wijkleerbedrijf.settings"
                import django

                django.setup()
                measure(label)
            return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
