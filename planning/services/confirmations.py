"""Visits about which a client must be called: asked together with the change, and dropped when something else overtakes it.

Whoever calls these functions holds the lock of the week, and a task is locked after its week.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils import timezone

from planning.models import Confirmation, PlanStep, VisitSeat
from wijkleerbedrijf.organisation.models import Task, User
from wijkleerbedrijf.organisation.tasks import drop_task

Snapshot = dict[str, Any]

#: What a client sees of a visit besides who comes.
_TIME_AND_STATE = ("date", "block_id", "starts_at", "ends_at", "status")
_OVERTAKEN = "Het bezoek is daarna nog eens veranderd."


def open_of(task: Task) -> list[Confirmation]:
    """What is still asked in this call, in the order of the week."""
    rows = Confirmation.objects.filter(task=task, state=Confirmation.State.OPEN)
    return list(rows.select_related("visit__client", "visit__week", "visit__block").order_by("visit__date", "pk"))


def close(confirmations: Collection[Confirmation], state: str) -> None:
    """These got their answer."""
    Confirmation.objects.filter(pk__in=[one.pk for one in confirmations], state=Confirmation.State.OPEN).update(
        state=state, closed_at=timezone.now()
    )


def withdraw_overtaken(changes: Sequence[Mapping[str, Any]], *, by: User) -> None:
    """A step changed visits that were waiting for the client in what the client would notice: nothing is asked about those.

    A call in which nothing is left to ask is no task any more.
    """
    changed = [one["id"] for one in changes if one["what"] == "visit" and noticed(one["before"], one["after"])]
    if not changed:
        return
    overtaken = list(
        Confirmation.objects.filter(visit__in=changed, state=Confirmation.State.OPEN).select_related("task")
    )
    close(overtaken, Confirmation.State.WITHDRAWN)
    tasks = {one.task_id: one.task for one in overtaken}
    still_asked = set(
        Confirmation.objects.filter(task__in=tasks, state=Confirmation.State.OPEN).values_list("task_id", flat=True)
    )
    for pk in sorted(tasks.keys() - still_asked):
        drop_task(task=tasks[pk], by=by, note=_OVERTAKEN)


def was_called_about(step: PlanStep) -> bool:
    """Did a client answer, or hear, what this step changed; or would taking it back make a visit what a client said no to?"""
    before = {one["id"]: one["before"] for one in step.changes if one["what"] == "visit"}
    answered = Confirmation.objects.filter(
        visit__in=before, state__in=(Confirmation.State.YES, Confirmation.State.NO)
    ).select_related("step")
    for row in answered:
        if row.step_id == step.pk:
            return True
        change, back = row.change, before[row.visit_id]
        if row.state == Confirmation.State.NO and change and back and not noticed(change["after"], back):
            return True
    return False


def noticed(before: Snapshot | None, after: Snapshot | None) -> bool:
    """Does the client see this change: another time or state, or somebody else at the door?

    That somebody comes along to learn, or no longer does, is no such change.
    """
    if before is None or after is None:
        return True
    if any(before[name] != after[name] for name in _TIME_AND_STATE):
        return True
    old, new = _crew(before), _crew(after)
    if old.get(VisitSeat.Role.LEAD) != new.get(VisitSeat.Role.LEAD):
        return True
    return len(old) == len(new) and old != new


def _crew(snapshot: Snapshot) -> dict[str, int]:
    return {role: student for student, role in snapshot["seats"]}
