"""What every page of the admin has in common: an administrator reaches only rows of the locations that he or she keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, NoReturn

from django import forms
from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpRequest

from wijkleerbedrijf.roles import Permission, Role

from .access import Access
from .models import Location
from .revision import Revised


def access_of_request(request: HttpRequest) -> Access:
    return request.access  # type: ignore[attr-defined]


def is_everywhere(request: HttpRequest) -> bool:
    """Does this administrator keep the whole installation?"""
    return Role.ADMINISTRATOR in access_of_request(request).everywhere_roles


def _has_location(model: type[models.Model]) -> bool:
    try:
        return bool(model._meta.get_field("location").related_model is Location)
    except FieldDoesNotExist:
        return False


class WholeRowForm(forms.ModelForm):
    """Checks every constraint of the row, also one about a field that the form does not show."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            try:
                self.instance.validate_constraints()
            except ValidationError as error:
                self._update_errors(error)  # type: ignore[attr-defined]


class PeriodFormSet(BaseInlineFormSet):
    """Rows with a period below another row. All of them are on the page, so that what is typed is compared."""

    #: Rows that are equal in these fields may not share a day.
    same: tuple[str, ...] = ()
    #: The constraint of the database that says so too.
    constraint_name = ""

    def clean(self) -> None:
        super().clean()
        rows = [
            form.cleaned_data
            for form in self.forms
            if form.is_valid() and form.cleaned_data.get("valid_from") and not form.cleaned_data.get("DELETE")
        ]
        if any(self._clash(one, other) for one, other in combinations(rows, 2)):
            model: Any = self.model
            constraints = model._meta.constraints
            raise ValidationError(
                next(str(c.get_violation_error_message()) for c in constraints if c.name == self.constraint_name)
            )

    def _clash(self, one: dict[str, Any], other: dict[str, Any]) -> bool:
        return all(one.get(field) == other.get(field) for field in self.same) and all(
            earlier["valid_until"] is None or later["valid_from"] <= earlier["valid_until"]
            for earlier, later in ((one, other), (other, one))
        )


class _Scoped:
    """The choices of a row's fields, as far as this administrator may see them."""

    admin_site: admin.AdminSite
    model: type[models.Model]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    #: Path from the row to its location; None for a list that all locations share.
    location_path: str | None = "location"
    #: Choices of array fields whose own type does not tell them.
    array_choices: Mapping[str, Sequence[tuple[Any, str]]] = {}

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        if self.location_path is None:
            return rows
        return rows.filter(access_of_request(request).managed_locations_q(self.location_path))

    def choices_for(self, request: HttpRequest, model: type[models.Model]) -> models.QuerySet[Any]:
        """The rows of another model that this administrator may point to."""
        try:
            return self.admin_site.get_model_admin(model).get_queryset(request)
        except NotRegistered:
            rows = model._default_manager.all()
            return (
                rows.filter(access_of_request(request).managed_locations_q("location"))
                if _has_location(model)
                else rows
            )

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", self.choices_for(request, db_field.remote_field.model))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", self.choices_for(request, db_field.remote_field.model))
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, ArrayField):
            choices = self.array_choices.get(db_field.name) or db_field.base_field.choices
            if choices:
                return forms.TypedMultipleChoiceField(
                    label=str(db_field.verbose_name).capitalize(),
                    choices=choices,
                    coerce=int if isinstance(db_field.base_field, models.IntegerField) else str,
                    empty_value=[],
                    required=not db_field.blank,
                    widget=forms.CheckboxSelectMultiple,
                )
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]

    # What an administrator may do with the rows in scope

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return access_of_request(request).may(Permission.MANAGE)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A list that all locations share belongs to the administrators of the whole installation."""
        shared_by_all = self.location_path is None and not is_everywhere(request)
        return access_of_request(request).may(Permission.MANAGE) and not shared_by_all

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows stay, with an end date: other rows and old figures point to them."""
        return False


class ScopedAdmin(_Scoped, admin.ModelAdmin):  # type: ignore[misc]
    """The pages of one model. Rows of another location do not exist here."""

    form = WholeRowForm
    #: Where the model stands in its group on the first page of the admin.
    rank = 50
    list_per_page = 50
    show_full_result_count = False
    view_on_site = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request)

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """A filter on location names only the locations of the rows that are listed."""
        filters = super().get_list_filter(request)
        return [
            (name, admin.RelatedOnlyFieldListFilter) if isinstance(name, str) and name.endswith("location") else name
            for name in filters
        ]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Who has this row open in a form elsewhere, hears that it changed meanwhile."""
        if change and form.has_changed() and isinstance(obj, Revised):
            stored = type(obj)._default_manager.select_for_update().get(pk=obj.pk)
            obj.revision = stored.revision + 1
        super().save_model(request, obj, form, change)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return access_of_request(request).may(Permission.MANAGE)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A row does not move to another location."""
        fixed = ["location"] if obj is not None and self.location_path == "location" else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        given: dict[str, Any] = super().get_changeform_initial_data(request)
        if _has_location(self.model):
            given.setdefault("location", access_of_request(request).location_id)
        return given

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> NoReturn:
        raise Http404


class _ScopedInline(_Scoped):
    extra = 0
    location_path: str | None = None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the row above it: the queryset and the choices are limited already."""
        return access_of_request(request).may(Permission.MANAGE)


class ScopedTabular(_ScopedInline, admin.TabularInline):  # type: ignore[misc]
    """Rows below a row, a line each."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """In a table the name of a field stands above the column; a screen reader hears it at the field."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs["aria-label"] = str(field.label or db_field.verbose_name)
        return field


class ScopedStacked(_ScopedInline, admin.StackedInline):  # type: ignore[misc]
    """Rows below a row with more fields than fit on a line."""


class ReadOnlyAdmin(ScopedAdmin):
    """A list to look at."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
