"""Two people who change the same file at once: the second one is told, and nothing is overwritten unseen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models


class Revised(models.Model):
    """A row that counts its changes."""

    revision = models.PositiveIntegerField("wijzigingsnummer", default=0, editable=False)

    class Meta:
        abstract = True


class RevisionForm(forms.BaseForm):
    """Carries the revision that the person saw, and refuses when the row has another one by now.

    The view locks the row before it makes the form. After a refusal the form carries the new revision: whoever looks
    at what is stored now and sends the form again, means it.
    """

    def __init__(self, *args: Any, row: Revised, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        self.fields["revision"] = forms.IntegerField(
            widget=forms.HiddenInput, initial=row.revision, required=False, localize=False
        )
        self.initial["revision"] = row.revision

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        seen = self.cleaned_data.get("revision")
        if self.row.pk and seen != self.row.revision and not self.is_stored_already():
            data: Any = self.data
            self.data = data.copy()
            data = self.data
            data[self.add_prefix("revision")] = str(self.row.revision)
            raise ValidationError(self._said(), code="changed_meanwhile")
        return cleaned

    def is_stored_already(self) -> bool:
        """Whether this very same thing stands there already: a form that was sent twice is no conflict."""
        return not self._differing()

    def _differing(self) -> list[str]:
        return [name for name in self.changed_data if name != "revision"]

    def _said(self) -> str:
        names = [str(self[name].label).lower() for name in self._differing()]
        differs = f" Wat u hebt ingevuld, verschilt van wat er nu staat bij: {', '.join(names)}." if names else ""
        return (
            f"Een collega heeft dit gewijzigd terwijl u typte. Er is nog niets van u bewaard.{differs}"
            " Kijk na of het zo klopt. Bewaart u nu nog een keer, dan geldt wat u hebt ingevuld."
        )
