"""What a project leader fills in for a report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html

from planning.models import Scenario
from wijkleerbedrijf.organisation.date_field import TypedDateField
from wijkleerbedrijf.organisation.revision import RevisionForm, fingerprint
from wijkleerbedrijf.organisation.validators import NoBsnForm

from .models import Report
from .periods import Kind, Period, fault_in


class PeriodForm(forms.Form):
    kind = forms.ChoiceField(label="Soort", choices=[(kind.value, kind.label) for kind in Kind])
    starts_on = TypedDateField(
        label="Eerste dag",
        help_text="Bijvoorbeeld 1-7-2026.",
        error_messages={"required": "Vul de eerste dag in."},
    )
    ends_on = TypedDateField(
        label="Laatste dag",
        help_text="Bijvoorbeeld 30-9-2026.",
        error_messages={"required": "Vul de laatste dag in."},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            fault = fault_in(Kind(cleaned["kind"]), cleaned["starts_on"], cleaned["ends_on"])
            if fault:
                self.add_error("ends_on", fault)
        return cleaned

    @property
    def period(self) -> Period:
        cleaned = self.cleaned_data
        return Period(Kind(cleaned["kind"]), cleaned["starts_on"], cleaned["ends_on"])


_HINTS = {
    "summary": "Drie of vier zinnen: wat moet de stuurgroep weten?",
    "went_well": "Wat ging goed, en waardoor? Noem geen namen van studenten of klanten.",
    "needs_attention": "Wat vraagt aandacht of een besluit van de stuurgroep?",
    "outlook": "Wat staat er in de komende periode te gebeuren?",
}


class TextsForm(RevisionForm, NoBsnForm, forms.ModelForm):
    """The narrative of a draft, and the 'what if' that it shows.

    Two who write at once are told, and read what the other one wrote.
    """

    class Meta:
        model = Report
        fields = (*Report.NARRATIVE, "scenario")
        help_texts = _HINTS
        widgets = {name: forms.Textarea(attrs={"rows": 5}) for name in Report.NARRATIVE}

    def __init__(self, *args: Any, instance: Report, scenarios: QuerySet[Scenario], **kwargs: Any) -> None:
        held = [*(getattr(instance, name) for name in Report.NARRATIVE), instance.scenario_id or ""]
        super().__init__(*args, instance=instance, stored=fingerprint(held) if any(held) else "", **kwargs)
        chosen: Any = self.fields["scenario"]
        chosen.queryset = scenarios
        chosen.empty_label = "geen"

    def changed_meanwhile(self) -> None:
        for name in self._differing():
            held = getattr(self.instance, name)
            self[name].help_text = format_html("Nu staat hier: ‘{}’", held) if held else "Nu staat hier nog niets."


class CorrectionForm(NoBsnForm, forms.Form):
    reason = forms.CharField(
        label="Wat klopte er niet?",
        help_text="De stuurgroep leest dit bij de nieuwe versie.",
        max_length=Report._meta.get_field("correction_reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Schrijf op wat er niet klopte."},
    )
