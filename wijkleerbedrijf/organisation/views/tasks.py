"""Taken: what must be done today, usually a call; one task with what to say, and what came of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST, require_safe

from wijkleerbedrijf.organisation.access_log import log_access
from wijkleerbedrijf.organisation.forms import TaskAnswerForm
from wijkleerbedrijf.organisation.models import AccessLog, Task
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.organisation.tasks import (
    Done,
    TaskFacts,
    TaskKind,
    TaskRefused,
    answer_task,
    assign_task,
    facts_of,
    kind_of,
    kinds,
)
from wijkleerbedrijf.roles import Permission

_LONGEST_LIST = 60
_MINE = "ik"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as a line of the list."""

    task: Task
    kind: TaskKind
    facts: TaskFacts
    is_late: bool

    @property
    def late(self) -> str:
        return f"stond op {date_format(self.task.due_on, 'j F')}"

    @property
    def outcome(self) -> str:
        return self.kind.outcome_label(self.task.outcome)


def _visible(request: AppRequest) -> QuerySet[Task]:
    rows: QuerySet[Task] = Task.objects.visible_to(request.access).select_related("assignee", "closed_by", "created_by")
    return rows


@allow(Permission.SEE_TASKS)
@require_safe
def task_list(request: AppRequest) -> HttpResponse:
    """The open tasks, what waits longest first, and below them what was done today."""
    today = timezone.localdate()
    kind, who = request.GET.get("soort", ""), request.GET.get("wie", "")
    rows = _visible(request)
    if kind in {one.code for one in kinds()}:
        rows = rows.filter(kind=kind)
    if who == _MINE:
        rows = rows.filter(assignee=request.access.user)
    midnight = timezone.make_aware(datetime.datetime.combine(today, datetime.time()))
    tasks = list(rows.open().to_call()[: _LONGEST_LIST + 1])  # type: ignore[attr-defined]
    closed = list(rows.filter(closed_at__gte=midnight).exclude(state=Task.State.OPEN).order_by("-closed_at")[:20])
    facts = facts_of([*tasks[:_LONGEST_LIST], *closed], request.access)
    shown = [_row(task, facts, today) for task in tasks[:_LONGEST_LIST]]
    if shown or closed:
        log_access(request, AccessLog.Action.VIEW, "tasks")
    context = {
        "due": [row for row in shown if row.task.due_on <= today],
        "later": [row for row in shown if row.task.due_on > today],
        "closed": [_row(task, facts, today) for task in closed],
        "more": len(tasks) > _LONGEST_LIST,
        "kinds": kinds(),
        "kind": kind,
        "who": who,
        "today": today,
    }
    return render(request, "organisation/task_list.html", context)


def _row(task: Task, facts: dict[int, TaskFacts], today: datetime.date) -> TaskRow:
    return TaskRow(task, kind_of(task.kind), facts[task.pk], task.state == Task.State.OPEN and task.due_on < today)


@allow(Permission.SEE_TASKS)
@require_safe
def task_detail(request: AppRequest, pk: int) -> HttpResponse:
    task = get_object_or_404(_visible(request), pk=pk)
    log_access(request, AccessLog.Action.VIEW, task)
    return _detail(request, task, TaskAnswerForm(task=task))


def _detail(request: AppRequest, task: Task, form: TaskAnswerForm, *, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    row = _row(task, facts_of([task], request.access), today)
    context = {
        "row": row,
        "task": task,
        "form": form,
        "today": today,
        "is_open": task.state == Task.State.OPEN,
        "is_mine": task.assignee_id == request.user.pk,
    }
    return render(request, "organisation/task_detail.html", context, status=status)


@require_POST
@allow(Permission.SEE_TASKS)
def task_answer(request: AppRequest, pk: int) -> HttpResponse:
    task = get_object_or_404(_visible(request), pk=pk)
    form = TaskAnswerForm(request.POST, task=task)
    if not form.is_valid():
        return _detail(request, task, form, status=422)
    try:
        done: Done = answer_task(
            task=task,
            outcome=form.cleaned_data["outcome"],
            by=request.user,
            note=form.cleaned_data["note"],
            seen_tries=form.cleaned_data["tries"],
        )
    except TaskRefused as error:
        for sentence in error.sentences:
            form.add_error(None, sentence)
        return _detail(request, get_object_or_404(_visible(request), pk=pk), form, status=409)
    messages.success(request, done.sentence)
    return redirect(done.link or "organisation:task_list")


@require_POST
@allow(Permission.SEE_TASKS)
def task_assign(request: AppRequest, pk: int) -> HttpResponse:
    """Take the task, or give it back to everybody."""
    task = get_object_or_404(_visible(request), pk=pk)
    gives_back = request.POST.get("wie") == "iedereen"
    try:
        assign_task(task=task, to=None if gives_back else request.user, by=request.user)
    except TaskRefused as error:
        messages.error(request, " ".join(error.sentences))
    else:
        messages.success(request, "Iedereen kan deze taak nu doen." if gives_back else "U doet deze taak.")
    return redirect(task)
