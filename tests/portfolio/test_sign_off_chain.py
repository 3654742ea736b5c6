"""The chain of signatures: pure."""

import dataclasses
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.sign_off_chain import Link, Record, faults, hash_of

AT = datetime.datetime(2026, 11, 20, 14, 0, tzinfo=datetime.UTC)


def record(number: int, **kwargs: object) -> Record:
    values: dict[str, object] = {
        "enrolment_id": 7,
        "number": number,
        "student_item_id": 100 + number,
        "item_code": f"P2-K1-W1.{number}",
        "item_text": "Ik was af.",
        "note": "Gedaan.",
        "signed_at": AT + datetime.timedelta(minutes=number),
        "signed_by_id": 3,
        "signed_by_name": "Dirk Docent",
    }
    return Record(**(values | kwargs))  # type: ignore[arg-type]


def chain(length: int) -> list[Link]:
    links: list[Link] = []
    for number in range(1, length + 1):
        previous = links[-1].hash if links else ""
        links.append(Link(record(number), previous, hash_of(record(number), previous)))
    return links


def test_a_chain_as_it_was_made_has_no_faults() -> None:
    assert faults(chain(5)) == []
    assert faults([]) == []


def test_the_hash_does_not_depend_on_the_zone_in_which_the_moment_is_written() -> None:
    amsterdam = AT.astimezone(datetime.timezone(datetime.timedelta(hours=1)))
    assert hash_of(record(1, signed_at=AT), "") == hash_of(record(1, signed_at=amsterdam), "")


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        hash_of(record(1, signed_at=datetime.datetime(2026, 11, 20, 14)), "")  # noqa: DTZ001


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Record) if field.name != "number"])
def test_a_changed_field_is_seen(field: str) -> None:
    links = chain(3)
    value = getattr(links[1].record, field)
    other = value + datetime.timedelta(seconds=1) if field == "signed_at" else type(value)(f"{value}9")
    changed = dataclasses.replace(links[1].record, **{field: other})
    links[1] = dataclasses.replace(links[1], record=changed)
    assert len(faults(links)) == 1
    assert "na het aftekenen veranderd" in faults(links)[0]


@given(length=st.integers(2, 8), data=st.data())
def test_a_record_taken_from_the_middle_is_seen(length: int, data: st.DataObject) -> None:
    links = chain(length)
    del links[data.draw(st.integers(0, length - 2))]
    assert any("ontbreekt" in fault for fault in faults(links))


def test_a_record_made_anew_with_its_own_hash_breaks_the_next_one() -> None:
    links = chain(3)
    forged = record(2, signed_by_name="Iemand anders")
    links[1] = Link(forged, links[0].hash, hash_of(forged, links[0].hash))
    assert faults(links) == ["Aftekening 3 sluit niet aan op de vorige."]
