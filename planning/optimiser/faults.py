"""What the rules refuse, told to somebody who works with instance files: in English, with the ids of the file."""

from __future__ import annotations

from typing import Final

from planning.rules import Finding, Rule

_WORDS: Final = {
    Rule.OPEN_CALENDAR: "no visits can be made in {slot}",
    Rule.ON_DUTY: "no coordinator has {slot}",
    Rule.CLIENT_SLOT: "{client} does not accept {slot}",
    Rule.ONE_VISIT_A_DAY: "{client} has another visit on the day of {slot}",
    Rule.AGREED_VISITS: "{client} has more visits than wanted",
    Rule.LEAD: "the visit to {client} in {slot} has no lead",
    Rule.PAIR: "the visit to {client} in {slot} has no buddy",
    Rule.ONE_OF_EACH: "the visit to {client} in {slot} has a role twice",
    Rule.SECOND_SEAT: "the visit to {client} in {slot} has a buddy and one seat",
    Rule.ALLERGY: "{student} is allergic to a pet of {client}",
    Rule.SMOKE: "{client} smokes and {student} does not go there",
    Rule.GENDER: "{student} does not have the gender that {client} asks for",
    Rule.CYCLING_TIME: "{client} is too far away for {student}",
    Rule.REFUSED: "{client} refuses {student}",
    Rule.LEVEL: "the level of {student} is too low to lead at {client}",
    Rule.SKILL: "{student} lacks a skill that {client} needs",
    Rule.LANGUAGE: "{student} does not speak the language of {client}",
    Rule.STARTER: "{student} is a starter and can't lead",
    Rule.AVAILABLE: "{student} is not available in {slot}",
    Rule.ONE_CLIENT: "{student} has more than one assignment in {slot}",
    Rule.TWO_STUDENTS: "{student} is lead and buddy of one visit in {slot}",
    Rule.MAX_WEEK: "{student} has more than max_week assignments",
    Rule.MAX_DAY: "{student} has more than max_day assignments on the day of {slot}",
}


def what_breaks(finding: Finding) -> str:
    """The rule of the specification that is broken, and how: one sentence without the stand-in dates of the format."""
    words = _WORDS.get(finding.rule, "{student} can't go to {client} in {slot}")
    slot = None if finding.slot is None else finding.slot[1]
    told = words.format(student=finding.student, client=finding.client, slot=slot)
    return f"breaks {finding.rule.specification or finding.rule.code}: {told}."
