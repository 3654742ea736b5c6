"""Five examples make five locations that work from the first day."""

from __future__ import annotations

import datetime

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from clients.catalogue import catalogue, load_catalogue
from clients.models import Activity
from wijkleerbedrijf.organisation.models import BlockHours, Location, LocationYear
from wijkleerbedrijf.organisation.new_location import make_location, presets


def test_the_five_systems_are_there() -> None:
    assert list(presets()) == ["winsum", "venray", "hilversum", "boxtel", "calibris"]


@pytest.mark.parametrize("code", presets())
def test_every_example_makes_a_location_with_all_its_rules_in_order(db: None, code: str) -> None:
    preset = presets()[code]
    location = make_location(preset, name="Nieuw", slug="nieuw", school_year=2026)
    for row in (location, location.years.get(), *location.blocks.all(), *BlockHours.objects.all()):
        row.full_clean()
    assert location.blocks.filter(is_dagdeel=True).count() == 2
    assert location.years.get().school_year == 2026
    assert set(BlockHours.objects.values_list("valid_from", flat=True)) == {datetime.date(2026, 8, 1)}


def test_winsum_has_its_day_and_venray_its_numbers(db: None) -> None:
    winsum = make_location(presets()["winsum"], name="Winsum", slug="winsum")
    hours = [
        (h.starts_at.strftime("%H.%M"), h.ends_at.strftime("%H.%M"), h.block.kind)
        for h in BlockHours.objects.select_related("block")
    ]
    assert hours == [
        ("08.30", "10.00", "lesson"),
        ("10.00", "12.00", "visit"),
        ("12.00", "13.00", "learning_home"),
        ("13.00", "15.00", "visit"),
        ("15.00", "16.00", "learning_home"),
    ]
    year = winsum.years.get()
    assert (year.seats, year.max_visits_per_week, year.has_placement, year.client_word) == (18, 10, False, "gezin")
    venray = make_location(presets()["venray"], name="Venray", slug="venray").years.get()
    assert (venray.seats, venray.client_capacity, venray.break_even, venray.target_visits_per_week) == (22, 80, 22, 3)
    assert (venray.placement_min_months, venray.placement_max_months, venray.job_guarantee) == (3, 6, True)


def test_boxtel_is_being_prepared(db: None) -> None:
    assert make_location(presets()["boxtel"], name="Boxtel", slug="boxtel").status == Location.Status.PREPARING


def test_the_region_can_be_chosen(db: None) -> None:
    assert make_location(presets()["calibris"], name="Nieuw", slug="nieuw", region="noord").region == "noord"


def test_a_name_that_exists_is_refused_and_nothing_is_made(location: Location) -> None:
    years = LocationYear.objects.count()
    with pytest.raises(ValidationError):
        make_location(presets()["venray"], name=location.name, slug="anders")
    with pytest.raises(CommandError):
        call_command("make_location", "venray", name=location.name)
    assert (Location.objects.count(), LocationYear.objects.count()) == (1, years)


def test_a_new_location_gets_the_catalogue_once(db: None) -> None:
    location = make_location(presets()["winsum"], name="Winsum", slug="winsum")
    assert location.activities.count() == len(catalogue()) > 25
    assert load_catalogue(location) == 0


def test_what_we_do_not_do_is_said(db: None) -> None:
    location = make_location(presets()["winsum"], name="Winsum", slug="winsum")
    refused = set(location.activities.filter(is_allowed=False).values_list("name", flat=True))
    assert refused >= {"lichamelijke verzorging", "zware klussen", "kinderen naar school brengen of halen"}
    green = location.activities.get(name="samen bezig in het groen")
    assert (green.is_allowed, green.is_active) == (True, False)
    assert location.activities.filter(group=Activity.Group.NEIGHBOURHOOD, is_active=True).exists()


def test_every_icon_of_the_catalogue_is_in_the_sprite() -> None:
    lines = (settings.BASE_DIR / "static" / "icons" / "icons.txt").read_text(encoding="utf-8").splitlines()
    known = {line.split()[0] for line in lines if line and not line.startswith("#")}
    assert {activity["icon"] for activity in catalogue()} <= known
