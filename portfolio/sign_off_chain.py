"""The chain of signatures of one enrolment: each carries the hash of the one before it. Pure: no Django, no database.

Who changes, adds or removes a record in the middle breaks every hash after it. A record that is cut off at the end leaves
an item that says 'signed' without a record, which `portfolio.services.verify_chain` looks for as well.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

#: Part of what is hashed, so that a later form of the record can't be mistaken for this one.
FORMAT: Final = "sign-off/1"


@dataclass(frozen=True, slots=True)
class Record:
    """What a signature says. `signed_at` has a time zone; only the moment counts, not in which zone it is written."""

    enrolment_id: int
    number: int
    student_item_id: int
    item_code: str
    item_text: str
    note: str
    signed_at: datetime.datetime
    signed_by_id: int
    signed_by_name: str


@dataclass(frozen=True, slots=True)
class Link:
    """A record with the hashes that were stored with it."""

    record: Record
    previous_hash: str
    hash: str


def hash_of(record: Record, previous_hash: str) -> str:
    """SHA-256 in hexadecimal over the format, the previous hash and every field. ValueError without a time zone."""
    if record.signed_at.tzinfo is None:
        raise ValueError("the moment of signing needs a time zone")
    content = [
        FORMAT,
        previous_hash,
        record.enrolment_id,
        record.number,
        record.student_item_id,
        record.item_code,
        record.item_text,
        record.note,
        record.signed_at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
        record.signed_by_id,
        record.signed_by_name,
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


def faults(links: Sequence[Link]) -> list[str]:
    """What is wrong with a chain, in Dutch sentences; empty when it is whole. `links` are in order of number."""
    found = []
    previous = ""
    for expected, link in enumerate(links, start=1):
        number = link.record.number
        if number != expected:
            found.append(f"Aftekening {expected} ontbreekt: na {expected - 1} komt {number}.")
            break
        if link.previous_hash != previous:
            found.append(f"Aftekening {number} sluit niet aan op de vorige.")
        if link.hash != hash_of(link.record, link.previous_hash):
            found.append(f"Aftekening {number} ({link.record.item_code}) is na het aftekenen veranderd.")
        previous = link.hash
    return found
