"""The design system keeps its promises: contrast, one place for colours, icons that exist, nothing inline."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from django.core.paginator import Paginator
from django.template import Context
from django.test import RequestFactory

from wijkleerbedrijf.organisation.templatetags.look import bar_of, icon, pagination

PROJECT = Path(__file__).resolve().parents[2]
TOKENS = (PROJECT / "static" / "css" / "tokens.css").read_text()
TEMPLATES = sorted((PROJECT / "templates").rglob("*.html"))
STYLES = sorted((PROJECT / "static" / "css").glob("*.css"))

#: Text and the surface it stands on.
TEXT_PAIRS = [
    *(
        (text, ground)
        for text in ("ink", "ink-soft", "green-text")
        for ground in ("paper", "surface", "sunken", "floating")
    ),
    ("attention-text", "surface"),
    ("attention-text", "paper"),
    ("soon-text", "surface"),
    ("on-action", "action"),
    ("on-action", "action-hover"),
    ("on-attention", "attention"),
    ("green-text", "green-tint"),
    *((f"{kind}-text", f"{kind}-tint") for kind in ("attention", "soon", "lesson", "placement", "absence", "closed")),
    *(("ink", f"{kind}-tint") for kind in ("green", "attention", "soon", "lesson", "placement", "absence", "closed")),
]
#: Shapes that carry meaning and what they stand on.
SHAPE_PAIRS = [
    *(
        (shape, ground)
        for shape in ("line-strong", "action", "attention", "soon", "focus")
        for ground in ("paper", "surface")
    ),
    *((f"chart-{name}", "surface") for name in ("1", "2", "3", "4", "rest", "target")),
]


def tokens_of(mode: str) -> dict[str, str]:
    """Colour tokens of a mode; what dark and print do not name, they take from light."""
    light, rest = TOKENS.split("@media (prefers-color-scheme: dark)")
    blocks = {"light": light, "dark": rest.split("@media")[0], "print": rest.split("@media print")[1]}
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    found.update(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", blocks[mode]))
    return found


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("mode", ["light", "dark", "print"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read_on_its_ground(mode: str, text: str, ground: str) -> None:
    tokens = tokens_of(mode)
    assert contrast(tokens[text], tokens[ground]) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark", "print"])
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_shapes_stand_out_from_their_ground(mode: str, shape: str, ground: str) -> None:
    tokens = tokens_of(mode)
    assert contrast(tokens[shape], tokens[ground]) >= 3


@pytest.mark.parametrize("style", [s for s in STYLES if s.name != "tokens.css"], ids=lambda path: path.name)
def test_only_the_tokens_name_colours(style: Path) -> None:
    assert not re.findall(r"(?<![\w&-])#[0-9a-fA-F]{3,8}\b(?=[^{]*;)|rgba?\(|hsla?\(", style.read_text())


@pytest.mark.parametrize("style", STYLES, ids=lambda path: path.name)
def test_every_token_that_is_used_exists(style: Path) -> None:
    known = set(re.findall(r"--([\w-]+):", "".join(path.read_text() for path in STYLES)))
    used = set(re.findall(r"var\(--([\w-]+)\)", style.read_text()))
    assert used <= known


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_carry_no_inline_script_or_style(template: Path) -> None:
    text = template.read_text()
    if "pdf" in template.parts or template.name.startswith("pdf_"):
        pytest.skip("a PDF is not a page under the security policy")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=[\"']|<script(?![^>]*\b(?:src|type=\"application/json\"))", text)


def sprite_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("icons", PROJECT / "script" / "icons.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def icon_names() -> list[str]:
    text = (PROJECT / "static" / "icons" / "icons.txt").read_text()
    return [name for name, _ in sprite_script().wanted(text)]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_icon_that_a_template_names_exists(template: Path) -> None:
    text = template.read_text()
    named = re.findall(r"{%\s*icon \"([\w-]+)\"", text) + re.findall(r"\bicon=\"([\w-]+)\"", text)
    assert set(named) <= set(icon_names())


def test_no_icon_is_named_twice() -> None:
    assert len(icon_names()) == len(set(icon_names()))


def test_the_sprite_holds_each_icon_as_a_symbol_without_its_background(tmp_path: Path) -> None:
    svg = '<svg width="24"><path stroke="none" d="M0 0h24v24H0z" fill="none" />\n<path d="M1 2" /></svg>'
    (tmp_path / "walk.svg").write_text(svg)
    made = sprite_script().sprite(tmp_path, "# comment\nstroll walk  # outside\n")
    assert '<symbol id="stroll" viewBox="0 0 24 24"><path d="M1 2" /></symbol>' in made


def test_an_icon_that_the_set_lacks_is_named_in_the_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"Icon stroll: .* walk\.svg"):
        sprite_script().sprite(tmp_path, "stroll walk")


@pytest.fixture
def plain_static(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wijkleerbedrijf.organisation.templatetags.look.static", lambda path: f"/static/{path}")


@pytest.mark.usefixtures("plain_static")
def test_an_icon_beside_a_word_is_hidden_from_screen_readers() -> None:
    assert 'aria-hidden="true"' in icon("dog")


@pytest.mark.usefixtures("plain_static")
def test_an_icon_that_stands_alone_says_what_it_is() -> None:
    made = icon("dog", label="hond <groot>")
    assert 'role="img"' in made
    assert "<title>hond &lt;groot&gt;</title>" in made
    assert "aria-hidden" not in made


@pytest.mark.parametrize(
    ("value", "target", "fill", "mark", "over"),
    [(0, 0, 0, 0, False), (3, 4, 75, 100, False), (4, 4, 100, 100, False), (5, 4, 100, 80, True), (2, 0, 100, 0, True)],
)
def test_a_bar_shows_both_planned_and_target(value: int, target: int, fill: int, mark: int, over: bool) -> None:
    bar = bar_of(value, target)
    assert (bar.fill, bar.mark, bar.over) == (fill, mark, over)


def test_browsing_through_a_list_keeps_the_search() -> None:
    request = RequestFactory().get("/klanten/", {"q": "de Vries & co", "page": "2"})
    links = pagination(Context({"request": request}), Paginator(range(60), 20).page(2))
    assert links["previous"] == "?q=de+Vries+%26+co&page=1"
    assert links["next"] == "?q=de+Vries+%26+co&page=3"
