"""Who may do what: the roles of a WijkLeerbedrijf and the permissions that each of them has."""

from enum import StrEnum

from django.db import models


class Role(models.TextChoices):
    """What a person does at a location. A person may have several roles, each with its own period."""

    COORDINATOR = "coordinator", "coördinator"
    TEACHER = "teacher", "docent"
    PROJECT_LEAD = "project_lead", "projectleider"
    STEERING_MEMBER = "steering_member", "lid van de stuurgroep"
    STUDENT = "student", "student"
    REFERRER = "referrer", "verwijzer"
    ADMINISTRATOR = "administrator", "beheerder"


#: Roles that a person has on behalf of a partner, so that the membership must name one.
PARTNER_ROLES = frozenset({Role.STEERING_MEMBER, Role.REFERRER})


class Permission(StrEnum):
    """What a view asks of the person who opens it."""

    SEE_LOCATION = "see_location"
    EDIT_CALENDAR = "edit_calendar"
    SEE_STUDENTS = "see_students"
    EDIT_STUDENTS = "edit_students"
    SEE_CLIENTS = "see_clients"
    EDIT_CLIENTS = "edit_clients"
    SEE_WEEK = "see_week"
    PLAN_WEEK = "plan_week"
    COMMENT_WEEK = "comment_week"
    RECORD_VISIT = "record_visit"
    SEE_TASKS = "see_tasks"
    WHAT_IF = "what_if"
    OWN_WEEK = "own_week"
    SEE_PORTFOLIO = "see_portfolio"
    SIGN_OFF = "sign_off"
    OWN_PORTFOLIO = "own_portfolio"
    SEE_PUBLISHED_REPORTS = "see_published_reports"
    WRITE_REPORTS = "write_reports"
    OWN_REFERRALS = "own_referrals"
    MANAGE = "manage"


_P = Permission

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.COORDINATOR: frozenset(
        {
            _P.SEE_LOCATION,
            _P.EDIT_CALENDAR,
            _P.SEE_STUDENTS,
            _P.EDIT_STUDENTS,
            _P.SEE_CLIENTS,
            _P.EDIT_CLIENTS,
            _P.SEE_WEEK,
            _P.PLAN_WEEK,
            _P.COMMENT_WEEK,
            _P.RECORD_VISIT,
            _P.SEE_TASKS,
            _P.SEE_PORTFOLIO,
        }
    ),
    Role.TEACHER: frozenset(
        {
            _P.SEE_LOCATION,
            _P.SEE_STUDENTS,
            _P.SEE_WEEK,
            _P.COMMENT_WEEK,
            _P.SEE_PORTFOLIO,
            _P.SIGN_OFF,
        }
    ),
    Role.PROJECT_LEAD: frozenset(
        {
            _P.SEE_LOCATION,
            _P.SEE_STUDENTS,
            _P.SEE_CLIENTS,
            _P.SEE_WEEK,
            _P.SEE_PORTFOLIO,
            _P.SEE_PUBLISHED_REPORTS,
            _P.WRITE_REPORTS,
            _P.WHAT_IF,
        }
    ),
    Role.STEERING_MEMBER: frozenset({_P.SEE_PUBLISHED_REPORTS}),
    Role.STUDENT: frozenset({_P.OWN_WEEK, _P.OWN_PORTFOLIO}),
    Role.REFERRER: frozenset({_P.OWN_REFERRALS}),
    Role.ADMINISTRATOR: frozenset({_P.SEE_LOCATION, _P.EDIT_CALENDAR, _P.MANAGE}),
}

#: The page on which a role begins, most specific work first: a person with two roles begins on the first one listed.
ROLE_HOMES: dict[Role, str] = {
    Role.COORDINATOR: "planning:home",
    Role.TEACHER: "portfolio:home",
    Role.PROJECT_LEAD: "reporting:home",
    Role.ADMINISTRATOR: "admin:index",
    Role.STUDENT: "planning:my_week",
    Role.STEERING_MEMBER: "reporting:report_list",
    Role.REFERRER: "students:referral_list",
}


def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    """All permissions that these roles give together."""
    return frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))
