"""How a finding is made: the severity of the rule, unless the situation says otherwise."""

from __future__ import annotations

from .catalogue import Finding, Rule, Severity
from .facts import Id, SlotKey


def finding(
    rule: Rule,
    sentence: str,
    *,
    student: Id | None = None,
    client: Id | None = None,
    slot: SlotKey | None = None,
    severity: Severity | None = None,
) -> Finding:
    """A finding with the severity of its rule, or with the given one. What refuses always blocks publishing."""
    weight = rule.severity if severity is None else severity
    return Finding(
        rule=rule,
        sentence=sentence,
        severity=weight,
        blocks_publishing=rule.blocks_publishing or weight is Severity.REFUSE,
        student=student,
        client=client,
        slot=slot,
    )
