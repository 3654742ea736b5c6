"""How forms are laid out: the fields by crispy, the form tag and its buttons by the template."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout


def fields_only(*layout: Any) -> FormHelper:
    """A helper for the fields in this order, or in their own order."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    if layout:
        helper.layout = Layout(*layout)
    return helper
