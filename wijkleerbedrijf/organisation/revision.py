"""Two people who change the same thing at once: the second one is told, and nothing is overwritten unseen."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Revised(models.Model):
    """A row that counts the changes of its own facts."""

    revision = models.PositiveIntegerField("wijzigingsnummer", default=0, editable=False)

    class Meta:
        abstract = True


def fingerprint(facts: Any) -> str:
    """A short text that differs when these facts differ, for what is spread over several rows."""
    return hashlib.sha256(json.dumps(facts, cls=DjangoJSONEncoder).encode()).hexdigest()[:20]


class _SeenField(forms.CharField):
    widget = forms.HiddenInput


class RevisionForm(forms.BaseForm):
    """Carries what the person saw, `stored` when the page was made, and refuses when something else is stored by now.

    `stored` is a revision or a fingerprint; empty for something new. The view locks the row before it makes the form.
    After a refusal the form carries what is stored now: whoever looks at that and sends the form again, means it.
    """

    def __init__(self, *args: Any, stored: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored = stored
        self.fields["revision"] = _SeenField(required=False)
        self.initial["revision"] = stored

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.stored and self.cleaned_data.get("revision") != self.stored and not self.is_stored_already():
            sent: Any = self.data
            self.data = sent.copy()
            self.data[self.add_prefix("revision")] = self.stored  # type: ignore[index]
            self.changed_meanwhile()
            raise ValidationError(self._said(), code="changed_meanwhile")
        return cleaned

    def is_stored_already(self) -> bool:
        """Whether this very same thing stands there already: a form that was sent twice is no conflict."""
        return not self._differing()

    def changed_meanwhile(self) -> None:
        """A form may show more of what is stored now, before the refusal is said."""

    def _differing(self) -> list[str]:
        return [name for name in self.changed_data if name != "revision"]

    def _said(self) -> str:
        names = [str(self[name].label).lower() for name in self._differing()]
        differs = f" Wat u hebt ingevuld, verschilt van wat er nu staat bij: {', '.join(names)}." if names else ""
        return (
            f"Een collega heeft dit gewijzigd terwijl u typte. Er is nog niets van u bewaard.{differs}"
            " Kijk na of het zo klopt. Bewaart u nu nog een keer, dan geldt wat u hebt ingevuld."
        )
