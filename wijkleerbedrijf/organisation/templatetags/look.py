"""Template tags of the design system; docs/look.md shows them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.core.paginator import Page
from django.http import QueryDict
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

SPRITE = "vendor/icons.svg"
#: Width of the drawing of a bar, in its own units.
BAR_WIDTH = 100


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """An icon of the sprite. Without a label it is decoration: a word stands beside it."""
    classes = f"icon {css}" if css else "icon"
    if label:
        return format_html(
            '<svg class="{}" viewBox="0 0 24 24" role="img"><title>{}</title><use href="{}#{}"></use></svg>',
            classes,
            label,
            static(SPRITE),
            name,
        )
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true"><use href="{}#{}"></use></svg>',
        classes,
        static(SPRITE),
        name,
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """Planned against target, ready to draw. Positions run from 0 to BAR_WIDTH."""

    value: int
    target: int
    fill: int
    mark: int
    over: bool


def bar_of(value: int, target: int) -> Bar:
    """A bar whose whole width is the larger of value and target, so that both are always visible."""
    whole = max(value, target, 1)
    return Bar(
        value=value,
        target=target,
        fill=round(BAR_WIDTH * max(value, 0) / whole),
        mark=round(BAR_WIDTH * max(target, 0) / whole),
        over=value > target,
    )


@register.inclusion_tag("components/_bar.html")
def bar(value: int, target: int, label: str = "gepland", words: bool = True) -> dict[str, object]:
    """A small bar of planned against target with the numbers as text; `words=False` leaves those to screen readers."""
    return {"bar": bar_of(int(value or 0), int(target or 0)), "label": label, "words": words}


@register.inclusion_tag("components/_pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[object], parameter: str = "page") -> dict[str, object]:
    """Links to the pages of a list that keep the search and filters of the address."""
    request = context.get("request")
    query: QueryDict = request.GET.copy() if request else QueryDict(mutable=True)

    def address(number: int) -> str:
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    return {
        "page": page,
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
    }


@register.simple_tag
def printed_icon(name: str) -> SafeString:
    """The icon itself instead of a reference to the sprite, for a PDF. Decoration: a word stands beside it."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" '
        'stroke-linejoin="round">{}</svg>',
        mark_safe(_symbols().get(name, "")),  # noqa: S308 - from our own sprite
    )


@cache
def _symbols() -> dict[str, str]:
    """The drawing of each icon by name, from our own sprite."""
    found = finders.find(SPRITE)
    if not isinstance(found, str):
        return {}
    sprite = Path(found).read_text(encoding="utf-8")
    return dict(re.findall(r'<symbol id="([^"]+)"[^>]*>(.*?)</symbol>', sprite, flags=re.DOTALL))
