"""Who can be reached in each dagdeel of a week: one page with a tick for every coordinator."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from planning import services
from planning.board_rows import columns_of
from planning.facts import load_week_of
from planning.sent import numbers
from planning.services import PlanningError
from planning.views.answers import board_address, done, location_of, monday_or_404, panel, refused
from planning.views.weeks import person
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.roles import Permission


@require_http_methods(["GET", "POST"])
@allow(Permission.PLAN_WEEK)
def duty_edit(request: AppRequest, year: int, week: int) -> HttpResponse:
    monday = monday_or_404(year, week)
    location = location_of(request)
    loaded = load_week_of(location.pk, monday)
    columns = [column for column in columns_of(loaded) if not column.closed]
    if request.method == "POST":
        plan = services.week_at(location, monday)
        try:
            with transaction.atomic():
                for column in columns:
                    now, was = (
                        set(numbers(request.POST.getlist(f"{name}-{column.date}-{column.block}")))
                        for name in ("dienst", "stond")
                    )
                    if now != was:
                        services.set_duty(
                            week=plan,
                            date=column.date,
                            block_id=column.block,
                            user_ids=now - was,
                            leaving=was - now,
                            by=person(request),
                        )
        except PlanningError as error:
            return refused(request, monday, error.sentences)
        return done(request, monday, "Bewaard wie er bereikbaar is.")
    coordinators = services.coordinators_on(location, monday)
    lines = [
        {
            "column": column,
            "name": f"dienst-{column.date}-{column.block}",
            "was": f"stond-{column.date}-{column.block}",
            "ticks": [(user, user.pk in loaded.here.duties.get(column.key, ())) for user in coordinators],
        }
        for column in columns
    ]
    year, number, _ = monday.isocalendar()
    context = {
        "lines": lines,
        "coordinators": coordinators,
        "week_number": number,
        "year": year,
        "back": board_address(monday),
    }
    return panel(request, "duty_edit", context)


@require_POST
@allow(Permission.PLAN_WEEK)
def duty_copy(request: AppRequest, year: int, week: int) -> HttpResponse:
    monday = monday_or_404(year, week)
    plan = services.week_at(location_of(request), monday)
    number = services.copy_duty(week=plan, by=person(request))
    told = "Er was vorige week niets om te kopiëren." if number == 0 else "De diensten van vorige week staan erin."
    return done(request, monday, told)
