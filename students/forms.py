"""Forms about a student."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.layout import Div, Fieldset
from django import forms
from django.db.models import Q
from django.utils import timezone

from wijkleerbedrijf.organisation.access import Access
from wijkleerbedrijf.organisation.date_field import TypedDateField
from wijkleerbedrijf.organisation.fields import format_postcode
from wijkleerbedrijf.organisation.form_layout import fields_only
from wijkleerbedrijf.organisation.models import Membership, Partner, Skill, Subject, User
from wijkleerbedrijf.organisation.models.catalogue import Animal, Language
from wijkleerbedrijf.organisation.revision import RevisionForm, fingerprint
from wijkleerbedrijf.organisation.validators import NoBsnForm
from wijkleerbedrijf.organisation.week_grid import WeekGrid
from wijkleerbedrijf.roles import Role

from .models import Enrolment, Outflow, Programme, Referral, Student, Unavailability, WeekPattern


def people_with_role(role: Role, access: Access, current: list[int]) -> Any:
    """Who has this role at the location today, and who was chosen before."""
    today = timezone.localdate()
    held = Membership.objects.filter(Q(location=access.location) | Q(location__isnull=True), role=role)
    return User.objects.filter(Q(pk__in=held.valid_on(today).values("user")) | Q(pk__in=current))


class StudentForm(RevisionForm, NoBsnForm, forms.ModelForm):
    """What a coordinator writes down of a student."""

    languages = forms.TypedMultipleChoiceField(
        label="Talen", choices=Language, widget=forms.CheckboxSelectMultiple, required=False
    )
    allergies = forms.TypedMultipleChoiceField(
        label="Allergisch voor", choices=Animal, widget=forms.CheckboxSelectMultiple, required=False
    )
    fears = forms.TypedMultipleChoiceField(
        label="Bang voor", choices=Animal, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = Student
        fields = [
            "first_name",
            "prefix",
            "surname",
            "initials",
            "gender",
            "phone",
            "email",
            "street",
            "house_number",
            "house_number_suffix",
            "postcode",
            "city",
            "coordinator",
            "teachers",
            "user",
            "is_starter",
            "skills",
            "languages",
            "subjects",
            "allergies",
            "fears",
            "accepts_smoking",
            "target_visits_per_week",
            "max_visits_per_week",
            "max_visits_per_day",
            "needs_bicycle",
            "max_cycling_minutes",
            "starts_from_home",
            "starts_from_home_reason",
            "wishes",
        ]
        help_texts = {
            "skills": "Waarvoor een workshop is gedaan.",
            "wishes": "Wat iemand zelf wil. Geen medische gegevens.",
        }
        widgets = {
            "gender": forms.RadioSelect,
            "phone": forms.TextInput(attrs={"type": "tel"}),
            "teachers": forms.CheckboxSelectMultiple,
            "skills": forms.CheckboxSelectMultiple,
            "subjects": forms.CheckboxSelectMultiple,
            "wishes": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {
            "is_starter": "Starter",
            "accepts_smoking": "Mag naar een huis waar gerookt wordt",
            "needs_bicycle": "Heeft een fiets te leen nodig",
            "starts_from_home": "Vertrekt van huis, niet van de locatie (uitzondering)",
        }

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        student = kwargs["instance"]
        super().__init__(*args, stored=str(student.revision) if student.pk else "", **kwargs)
        self.fields["gender"].choices = Student._meta.get_field("gender").choices
        skills = student.skills.values("pk") if student.pk else []
        subjects = student.subjects.values("pk") if student.pk else []
        self.fields["skills"].queryset = Skill.objects.filter(Q(is_active=True) | Q(pk__in=skills))
        self.fields["subjects"].queryset = Subject.objects.filter(Q(is_active=True) | Q(pk__in=subjects))
        coordinator = [student.coordinator_id] if student.coordinator_id else []
        teachers = list(student.teachers.values_list("pk", flat=True)) if student.pk else []
        self.fields["coordinator"].queryset = people_with_role(Role.COORDINATOR, access, coordinator)
        self.fields["coordinator"].empty_label = "nog niet gekozen"
        self.fields["teachers"].queryset = people_with_role(Role.TEACHER, access, teachers)
        self.fields["user"].queryset = people_with_role(
            Role.STUDENT, access, [student.user_id] if student.user_id else []
        ).exclude(pk__in=Student.objects.exclude(pk=student.pk).filter(user__isnull=False).values("user"))
        self.fields["user"].empty_label = "nog geen account"
        self.fields[
            "user"
        ].help_text = "De beheerder maakt het account. Kies het hier, dan ziet de persoon de eigen week."
        if access.parameters:
            for name in ("target_visits_per_week", "max_visits_per_week", "max_visits_per_day"):
                self.fields[name].help_text = f"Leeg: zoals de locatie, dus {getattr(access.parameters, name)}."
            minutes = access.parameters.max_cycling_minutes
            self.fields["max_cycling_minutes"].help_text = f"Leeg: zoals de locatie, dus {minutes} minuten."
        self.initial["phone"] = student.phone_display
        self.initial["postcode"] = format_postcode(student.postcode)
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")
        self.helper = fields_only(
            "revision",
            Fieldset(
                "Wie",
                Div("first_name", "prefix", "surname", css_class="field-row"),
                "initials",
                "gender",
                css_class="form-section",
            ),
            Fieldset(
                "Bereiken",
                "phone",
                "email",
                Div("street", "house_number", "house_number_suffix", css_class="field-row field-row-address"),
                Div("postcode", "city", css_class="field-row field-row-city"),
                css_class="form-section",
            ),
            Fieldset("Begeleiding", "coordinator", "teachers", "user", css_class="form-section"),
            Fieldset(
                "Ervaring", "is_starter", "skills", "languages", "subjects", css_class="form-section choices-wide"
            ),
            Fieldset("Wat niet kan", "allergies", "fears", "accepts_smoking", css_class="form-section choices-wide"),
            Fieldset(
                "Hoeveel bezoeken",
                "target_visits_per_week",
                "max_visits_per_week",
                "max_visits_per_day",
                css_class="form-section",
            ),
            Fieldset(
                "Onderweg",
                "needs_bicycle",
                "max_cycling_minutes",
                "starts_from_home",
                "starts_from_home_reason",
                css_class="form-section",
            ),
            Fieldset("Wat iemand wil", "wishes", css_class="form-section"),
        )
        self.helper.hide_optional = True  # the page says once what is required

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("starts_from_home") and not cleaned.get("starts_from_home_reason"):
            self.add_error(
                "starts_from_home_reason", "Schrijf op waarom, want van huis vertrekken is een uitzondering."
            )
        target, most = cleaned.get("target_visits_per_week"), cleaned.get("max_visits_per_week")
        if target is not None and most is not None and target > most:
            self.add_error(
                "max_visits_per_week", "Dit is lager dan het streven. Vul minstens zoveel in als het streven."
            )
        return cleaned

    def save(self, commit: bool = True) -> Student:
        """The address moves: where it lies on the map is then no longer known."""
        if {"street", "house_number", "postcode", "city"} & set(self.changed_data):
            self.instance.latitude = self.instance.longitude = None
        self.instance.revision += 1
        saved: Student = super().save(commit)
        return saved


class WeekPatternForm(RevisionForm, NoBsnForm, forms.Form):
    """The ordinary week of a student, a choice for each dagdeel, from a day on."""

    valid_from = TypedDateField(
        label="Vanaf welke dag", help_text="Bijvoorbeeld: 1-3-2026. Tot die dag blijft alles zoals het is."
    )

    def __init__(
        self,
        *args: Any,
        grid: WeekGrid,
        rows: Sequence[WeekPattern],
        current: Mapping[tuple[int, int], str],
        **kwargs: Any,
    ) -> None:
        facts = [(row.weekday, row.block_id, row.kind, row.valid_from, row.valid_until) for row in rows]
        super().__init__(*args, stored=fingerprint(facts), **kwargs)
        self.rows_of_now = rows
        self.grid = grid
        for cell in grid.cells():
            self.fields[f"cell_{cell.key}"] = forms.ChoiceField(
                label=cell.label,
                choices=WeekPattern.Kind,
                initial=current.get((cell.weekday, cell.block.pk), WeekPattern.Kind.FREE),
            )
            self.fields[f"cell_{cell.key}"].widget.attrs["aria-label"] = cell.label
        self.helper = fields_only()

    def rows(self) -> Any:
        """The grid with the fields in it."""
        return self.grid.rows({(c.weekday, c.block.pk): self[f"cell_{c.key}"] for c in self.grid.cells()})

    def is_stored_already(self) -> bool:
        """The student has this very pattern from this very day."""
        if self.errors:
            return False
        day = self.cleaned_data["valid_from"]
        return {
            (row.weekday, row.block_id): row.kind for row in self.rows_of_now if row.valid_from == day
        } == self.pattern

    @property
    def pattern(self) -> dict[tuple[int, int], str]:
        return {(c.weekday, c.block.pk): self.cleaned_data[f"cell_{c.key}"] for c in self.grid.cells()}


class AbsenceForm(NoBsnForm, forms.ModelForm):
    class Meta:
        model = Unavailability
        fields = ["kind", "starts_on", "ends_on", "block"]
        widgets = {"kind": forms.RadioSelect}
        field_classes = {"starts_on": TypedDateField, "ends_on": TypedDateField}
        help_texts = {"ends_on": "Weet u het nog niet? Schat het; u kunt het later wijzigen."}

    def __init__(self, *args: Any, grid: WeekGrid, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Unavailability.Kind.choices
        self.fields["kind"].help_text = "Schrijf nergens op wat iemand heeft. Alleen of iemand er is."
        self.fields["block"].queryset = self.fields["block"].queryset.filter(pk__in=[block.pk for block in grid.blocks])
        self.fields["block"].empty_label = "de hele dag"
        self.fields["block"].help_text = ""
        self.helper = fields_only()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "De laatste dag ligt vóór de eerste dag. Kies een latere laatste dag.")
        return cleaned


class EnrolmentForm(NoBsnForm, forms.ModelForm):
    class Meta:
        model = Enrolment
        fields = ["programme", "level", "valid_from", "expected_until"]
        field_classes = {"valid_from": TypedDateField, "expected_until": TypedDateField}
        labels = {"valid_from": "Begint op", "expected_until": "Verwacht einde"}

    def __init__(self, *args: Any, levels: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.filter(is_active=True)
        self.fields["programme"].empty_label = "kies een opleiding"
        self.fields["level"] = forms.TypedChoiceField(
            label="Niveau",
            coerce=int,
            choices=[(level, f"niveau {level}") for level in levels],
            help_text="Op welk niveau iemand werkt. Bij een bezoek kijken wij hiernaar.",
        )
        self.helper = fields_only()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("valid_from"), cleaned.get("expected_until")
        if first and last and last <= first:
            self.add_error("expected_until", "Het verwachte einde ligt vóór het begin. Kies een latere dag.")
        return cleaned


class OutflowForm(NoBsnForm, forms.ModelForm):
    class Meta:
        model = Outflow
        fields = ["ended_on", "result", "destination", "reason_class", "reason"]
        widgets = {"result": forms.RadioSelect, "reason_class": forms.RadioSelect}
        field_classes = {"ended_on": TypedDateField}

    def __init__(self, *args: Any, enrolment: Enrolment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enrolment = enrolment
        self.fields["result"].choices = Outflow.Result.choices
        self.fields["destination"].choices = [("", "kies waarheen"), *Outflow.Destination.choices]
        self.fields["reason_class"].choices = Outflow.ReasonClass.choices
        self.helper = fields_only()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if (day := cleaned.get("ended_on")) and day < self.enrolment.valid_from:
            begins = f"{self.enrolment.valid_from:%d-%m-%Y}"
            self.add_error("ended_on", f"De inschrijving begint pas op {begins}. Kies die dag of een latere.")
        if cleaned.get("result") == Outflow.Result.DIPLOMA and cleaned.get("reason_class") not in (
            None,
            Outflow.ReasonClass.POSITIVE,
        ):
            self.add_error("reason_class", "Uitstroom met een diploma is positief.")
        return cleaned


class ReferralForm(NoBsnForm, forms.ModelForm):
    class Meta:
        model = Referral
        fields = ["partner", "referred_on", "shared_since"]
        field_classes = {"referred_on": TypedDateField, "shared_since": TypedDateField}
        help_texts = {"shared_since": "Alleen invullen als de persoon zelf ja heeft gezegd."}

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partners = Partner.objects.visible_to(access) | Partner.objects.filter(pk=self.instance.partner_id).distinct()
        self.fields["partner"].queryset = partners
        self.fields["partner"].empty_label = "kies een partner"
        self.helper = fields_only()
