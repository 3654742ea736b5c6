"""What a student and a docent write with an item."""

from __future__ import annotations

from django import forms

from wijkleerbedrijf.organisation.validators import NoBsnForm

from .models import StudentItem


class HandInForm(NoBsnForm, forms.Form):
    note = forms.CharField(
        label="Wat heb je gedaan?",
        help_text="Eén of twee zinnen. Schrijf geen achternaam of adres van een klant op.",
        max_length=StudentItem._meta.get_field("note").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Schrijf kort op wat je hebt gedaan."},
    )


class ReturnForm(NoBsnForm, forms.Form):
    reason = forms.CharField(
        label="Wat moet de student nog doen?",
        max_length=StudentItem._meta.get_field("return_reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Schrijf op wat de student nog moet doen."},
    )
