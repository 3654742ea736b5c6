"""Tasks: what somebody at the location must do, usually a call, and what follows from the answer.

An app adds a kind of task in its `AppConfig.ready`:

    register(
        TaskKind(
            code="confirm_visit",                       # at most 30 characters, stays the same
            label="Bezoek bevestigen",
            outcomes=(Outcome("yes", "Ja, dat is goed", "ok"), Outcome("no", "Nee", "cancelled")),
            describe=describe,                          # (tasks, access) -> {task.pk: TaskFacts(...)}
            answer=answer,                              # (Answer) -> Done("what was done", link="where to go on")
            lock=lock,                                  # (task): takes the lock of the week, if `answer` needs it
        )
    )

and makes a task in the transaction of what asks for it:

    task = open_task(location=..., kind="confirm_visit", title="Bel mevrouw De Vries", script="...", due_on=..., by=...)

What the task is about stands in a row of that app, which points to the task. `describe` gets all tasks of the kinds that
name it, as far as they are on the page, and answers in a fixed number of queries; a phone number or an address is asked there, never kept in the task.
`answer` does what follows, in the transaction that closes the task: when it raises TaskRefused, nothing has happened and the
task is still open. Errors of another kind are no sentences: `answer` turns them into TaskRefused.

Locks: a week before a task. `lock` is called before the task itself is locked; `drop_task` is called by whoever holds the week.
"Geen gehoor" is an outcome of every kind that is done by phone, and is answered here: the task stays, with one try more.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from wijkleerbedrijf.organisation.access import Access
from wijkleerbedrijf.organisation.fields import format_phone
from wijkleerbedrijf.organisation.models import Location, Task, User

NO_ANSWER = "no_answer"
#: Whoever doesn't answer at this hour or later is called on the next working day.
_TOO_LATE = 15
_FRIDAY = 5
_DAY = datetime.timedelta(days=1)


class TaskRefused(Exception):
    """The answer was not taken and nothing was changed. `sentences` say why and what to do."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences: list[str] = list(sentences)


class TaskClosed(TaskRefused):
    """Somebody else dealt with it first."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer that a task can get: a code of at most 20 characters, the words of the button, and its icon."""

    code: str
    label: str
    icon: str = "ok"


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What the page shows of a task: whom to call, where to look, and what one should know."""

    who: str = ""
    phone: str = ""
    lines: tuple[str, ...] = ()
    link: str = ""
    link_text: str = ""

    @property
    def phone_display(self) -> str:
        return format_phone(self.phone)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says came of a task."""

    task: Task
    outcome: str
    by: User
    note: str


@dataclass(frozen=True, slots=True)
class Done:
    """What followed: a sentence for the person who answered, and the address of a next step when there is one."""

    sentence: str
    link: str = ""


Describe = Callable[[Sequence[Task], Access], Mapping[int, TaskFacts]]


@dataclass(frozen=True, slots=True)
class TaskKind:
    """What an app knows of its tasks; see above."""

    code: str
    label: str
    outcomes: tuple[Outcome, ...]
    describe: Describe
    answer: Callable[[Answer], Done]
    lock: Callable[[Task], object] | None = None
    by_phone: bool = True

    @property
    def offered(self) -> tuple[Outcome, ...]:
        """The buttons of the page."""
        return (*self.outcomes, Outcome(NO_ANSWER, "Geen gehoor", "phone")) if self.by_phone else self.outcomes

    def outcome_label(self, code: str) -> str:
        return next((outcome.label for outcome in self.offered if outcome.code == code), code)


_kinds: dict[str, TaskKind] = {}


def register(kind: TaskKind) -> None:
    """Enter a kind of task, once for each code."""
    _kinds[kind.code] = kind


def forget(code: str) -> None:
    """Take a kind out again, for tests."""
    _kinds.pop(code, None)


def _no_facts(tasks: Sequence[Task], access: Access) -> Mapping[int, TaskFacts]:
    return {}


def _only_closed(answer: Answer) -> Done:
    return Done("De taak is klaar.")


def kind_of(code: str) -> TaskKind:
    """The kind with this code; a code that no app knows (any more) is a plain task that one can only tick off."""
    return _kinds.get(code) or TaskKind(
        code, "Taak", (Outcome("done", "Klaar"),), _no_facts, _only_closed, by_phone=False
    )


def kinds() -> list[TaskKind]:
    return sorted(_kinds.values(), key=lambda kind: kind.label)


def facts_of(tasks: Sequence[Task], access: Access) -> dict[int, TaskFacts]:
    """What the page shows of these tasks, by id. Kinds that share their `describe` are asked once, however many tasks."""
    together: dict[Describe, list[Task]] = defaultdict(list)
    for task in tasks:
        together[kind_of(task.kind).describe].append(task)
    found: dict[int, TaskFacts] = {}
    for describe, some in together.items():
        found |= describe(some, access)
    return {task.pk: found.get(task.pk, TaskFacts()) for task in tasks}


# What changes a task


def open_task(
    *,
    location: Location,
    kind: str,
    title: str,
    due_on: datetime.date,
    by: User,
    script: str = "",
    assignee: User | None = None,
) -> Task:
    """A new task; the caller keeps in a row of its own what it is about."""
    return Task.objects.create(
        location=location, kind=kind, title=title[:200], script=script, due_on=due_on, created_by=by, assignee=assignee
    )


def answer_task(*, task: Task, outcome: str, by: User, note: str = "", seen_tries: int | None = None) -> Done:
    """Close the task and do what follows from the outcome.

    "Geen gehoor" leaves it open for later; `seen_tries` is the number that the page showed, so that a form that was sent twice
    counts once. Raises TaskClosed when a colleague was first, TaskRefused when what follows can't be done.
    """
    kind = kind_of(task.kind)
    if outcome not in {offered.code for offered in kind.offered}:
        raise TaskRefused("Kies wat de uitkomst was.")
    with transaction.atomic():
        if kind.lock is not None:
            kind.lock(task)
        locked = _lock(task)
        if locked.state != Task.State.OPEN:
            if _is_the_same(locked, outcome, by):
                return Done("Dit stond er al. Er is niets dubbel gedaan.")
            raise TaskClosed(_told_closed(locked, kind))
        if outcome == NO_ANSWER:
            return _no_answer(locked, note, seen_tries)
        done = kind.answer(Answer(locked, outcome, by, note.strip()))
        locked.state, locked.outcome, locked.note = Task.State.DONE, outcome, note.strip()[:300]
        locked.closed_at, locked.closed_by = _now_for(locked), by
        locked.save()
    return done


def drop_task(*, task: Task, by: User | None = None, note: str = "") -> bool:
    """The task is not needed any more; False when it was closed already."""
    with transaction.atomic():
        locked = _lock(task)
        if locked.state != Task.State.OPEN:
            return False
        locked.state, locked.note = Task.State.DROPPED, note.strip()[:300]
        locked.closed_at, locked.closed_by = _now_for(locked), by
        locked.save()
    return True


def assign_task(*, task: Task, to: User | None, by: User) -> Task:
    """Somebody takes the task, or (`to` is None) gives it back to everybody. Raises TaskClosed when it is not open."""
    with transaction.atomic():
        locked = _lock(task)
        if locked.state != Task.State.OPEN:
            raise TaskClosed(_told_closed(locked, kind_of(locked.kind)))
        if to is not None and locked.assignee_id not in (None, to.pk, by.pk):
            assert locked.assignee is not None
            raise TaskRefused(f"{locked.assignee.full_name} doet deze taak al. Overleg met elkaar.")
        locked.assignee = to
        locked.save(update_fields=["assignee"])
    return locked


def _lock(task: Task) -> Task:
    locked: Task = Task.objects.select_for_update(of=("self",)).select_related("assignee", "closed_by").get(pk=task.pk)
    return locked


def _now_for(task: Task) -> datetime.datetime:
    """Now, and not before the task was made: the clocks of two servers may differ a little."""
    return max(timezone.now(), task.created_at)


def _is_the_same(task: Task, outcome: str, by: User) -> bool:
    return task.state == Task.State.DONE and task.outcome == outcome and task.closed_by_id == by.pk


def _told_closed(task: Task, kind: TaskKind) -> str:
    assert task.closed_at is not None
    at = date_format(timezone.localtime(task.closed_at), "j F H:i")
    if task.state == Task.State.DROPPED:
        return f"Deze taak is sinds {at} niet meer nodig. U hoeft niets te doen."
    who = task.closed_by.full_name if task.closed_by else "Iemand"
    label = kind.outcome_label(task.outcome)
    return f"{who} heeft deze taak al gedaan op {at}. De uitkomst was: {label}. Wat u koos, is niet bewaard."


def _no_answer(task: Task, note: str, seen_tries: int | None) -> Done:
    if seen_tries is None or seen_tries == task.tries:
        task.tries += 1
        task.tried_at = timezone.now()
        task.due_on = _next_try(timezone.localtime(task.tried_at))
        task.note = note.strip()[:300] or task.note
        task.save()
    when = "vandaag nog eens" if task.due_on <= timezone.localdate() else f"weer op {date_format(task.due_on, 'l j F')}"
    return Done(f"Geen gehoor, {task.tries} keer geprobeerd. De taak komt {when} terug.")


def _next_try(now: datetime.datetime) -> datetime.date:
    """Later today, or on the next working day when the day is nearly over."""
    day = now.date()
    if now.hour >= _TOO_LATE or day.isoweekday() > _FRIDAY:
        day += _DAY
        while day.isoweekday() > _FRIDAY:
            day += _DAY
    return day
