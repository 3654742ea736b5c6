"""Periods that may not overlap are judged by a form as the database judges them: per block, per person, per client."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError

from tests.factories import LONG_AGO
from wijkleerbedrijf.organisation.models import Block, BlockHours, Location


def hours_for(block: Block, **dates: datetime.date) -> BlockHours:
    return BlockHours(
        location=block.location,
        block=block,
        weekdays=[1, 2],
        starts_at=datetime.time(8),
        ends_at=datetime.time(9),
        valid_from=dates.get("valid_from", LONG_AGO),
        valid_until=dates.get("valid_until"),
    )


def test_a_new_block_gets_hours_while_other_blocks_have_theirs(location: Location) -> None:
    block = Block.objects.create(location=location, name="vroeg", short_name="vr", kind=Block.Kind.LESSON)
    hours_for(block).full_clean()


def test_second_hours_of_one_block_in_one_period_are_refused_by_the_form(location: Location) -> None:
    block = Block.objects.filter(location=location).first()
    assert block is not None
    with pytest.raises(ValidationError, match="In deze periode heeft het blok al tijden"):
        hours_for(block).full_clean()


def test_hours_after_the_end_of_the_others_are_accepted(location: Location) -> None:
    block = Block.objects.create(location=location, name="vroeg", short_name="vr", kind=Block.Kind.LESSON)
    hours_for(block, valid_until=datetime.date(2026, 7, 31)).save()
    hours_for(block, valid_from=datetime.date(2026, 8, 1)).full_clean()


def test_hours_may_be_changed_without_overlapping_themselves(location: Location) -> None:
    hours = BlockHours.objects.filter(location=location).first()
    assert hours is not None
    hours.weekdays = [1]
    hours.full_clean()
