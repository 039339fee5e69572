"""The components as HTML: what ties a field to its help, a badge to its word, a page to its address."""

from __future__ import annotations

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from dms import samples
from dms.records.models import Component


def render(source: str, **values: object) -> str:
    with translation.override("pl"):
        return Template(source).render(Context(values))


class Form(forms.Form):
    title = forms.CharField(label="Tytuł", help_text="krótko, o treści")
    remarks = forms.CharField(label="Uwagi", required=False)
    access = forms.ChoiceField(label="Dostęp", choices=[("a", "pełny")], widget=forms.RadioSelect)


def test_a_field_in_error_is_tied_to_its_help_and_its_error() -> None:
    html = render("{% field form.title %}", form=Form({"title": ""}))
    assert 'aria-describedby="id_title_hint id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_title_hint"' in html and 'id="id_title_error"' in html
    assert '<label for="id_title">Tytuł</label>' in html
    assert "required" in html


def test_a_field_that_may_stay_empty_says_so_and_describes_nothing_that_is_not_there() -> None:
    html = render("{% field form.remarks %}", form=Form())
    assert "(nieobowiązkowe)" in html
    assert "aria-describedby" not in html and "aria-invalid" not in html


def test_radio_buttons_are_a_fieldset_with_a_legend() -> None:
    html = render("{% field form.access %}", form=Form())
    assert "<fieldset" in html and "<legend" in html and html.count('type="radio"') == 1


def test_the_summary_of_errors_links_to_the_fields() -> None:
    assert 'href="#id_title"' in render("{% errors form %}", form=Form({"title": "", "access": "a"}))
    assert "Popraw jedno pole" in render("{% errors form %}", form=Form({"title": "", "access": "a"}))
    assert "Popraw 2 pola" in render("{% errors form %}", form=Form({}))
    assert render("{% errors form %}", form=Form({"title": "x", "access": "a"})).strip() == ""


@pytest.mark.parametrize(
    ("category", "css"),
    [("A", "kat-a"), ("B5", "kat-b"), ("BE10", "kat-be"), ("Bc", "kat-bc"), ("B25", "kat-b")],
)
def test_each_category_has_its_own_shape_and_says_what_it_is(category: str, css: str) -> None:
    html = render("{% kat category %}", category=category)
    assert f'class="kat {css}"' in html and "kategoria" in html and html.endswith(f"{category}</span>")


def test_text_of_strangers_is_escaped_everywhere() -> None:
    evil = "<b>w domu</b>"
    for source in ("{% kat x %}", '{% state "ok" x %}', "{{ x|typo }}", "{% icon x %}"):
        assert "<b>" not in render(source, x=evil)


def test_the_pager_keeps_the_other_parameters_and_ends_at_the_ends() -> None:
    request = RequestFactory().get("/szukaj/", {"q": "kładka", "page": "2"})
    numbers = Paginator(range(1000), 10)
    html = render("{% pager page %}", page=numbers.page(2), request=request)
    assert "q=k%C5%82adka&amp;page=3" in html and "page=1" in html and "page=100" in html
    assert 'rel="prev"' not in render("{% pager page %}", page=numbers.page(1), request=request)
    assert 'rel="next"' not in render("{% pager page %}", page=numbers.page(100), request=request)
    assert render("{% pager page %}", page=Paginator([], 10).page(1), request=request).strip() == ""


def test_the_ledger_of_a_date_shows_every_step_and_the_sum() -> None:
    html = render("{% why sentence %}", sentence=samples.WHY)
    assert html.count("<li") == 4 and html.count('class="sum"') == 1 and "Dlaczego" in html


def test_only_an_address_of_ours_becomes_an_undo_button() -> None:
    class Message(str):
        extra_tags = ""

    for tags, there in (("undo:/cofnij/1/", True), ("", False), ("undo:https://evil.example/", False)):
        message = Message("Sklasyfikowano 38 dokumentów")
        message.extra_tags = tags
        html = render('{% include "parts/toast.html" with text=text %}', text=message)
        assert ("<form" in html) is there


def test_every_icon_named_in_templates_and_menus_is_in_the_sprite() -> None:
    import re
    from xml.etree import ElementTree

    from tests.tools import ROOT

    sprite = ElementTree.parse(ROOT / "dms/static/akta/icons.svg").getroot()
    known = {symbol.get("id") for symbol in sprite}
    said = (ROOT / "dms/problems.py").read_text(encoding="utf-8")
    used = set(re.findall(r'Problem\("([a-z-]+)"', said)) | set(re.findall(r'\w, "([a-z-]+)", _\(', said))
    assert {"lock", "search", "clock", "warning"} <= used
    for template in (ROOT / "templates").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        used |= set(re.findall(r'{% icon "([^"]+)"', text))
        used |= set(re.findall(r'{% state "[^"]*" \S+ "([a-z-]+)"', text))
    assert used <= known, used - known


def carries_inline(source: str) -> bool:
    """Tell whether a template has a style, a script or a handler in it; `with one=…` of a template tag is none."""
    import re

    html = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", " ", source, flags=re.S)
    inline = re.compile(r"<style|<script(?![^>]*\bsrc\s*=)|(?<![\w-])style\s*=|(?<![\w-])on[a-z]+\s*=", re.I)
    return bool(inline.search(html))


@pytest.mark.parametrize(
    ("label", "shown"), [("PDF document", "Dokument PDF"), ("Format nobody named", "Format nobody named"), ("", "a/b")]
)
def test_the_format_of_a_file_is_named_in_the_language_of_the_reader(label: str, shown: str) -> None:
    component = Component(media_type="a/b", format_label=label)
    assert render("{% load records %}{{ x|format_word }}", x=component) == shown


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<a onclick="x()">', True),
        ('<a class="b"onclick="x()">', True),
        ('<a{% if a > b %} onfocus = "x()"{% endif %}>', True),
        ("<svg/onload=x()>", True),
        ('<a {{ x }}ONERROR="y">', True),
        ('<p style="color: red">', True),
        ("<style>p {}</style>", True),
        ("<script>x()</script>", True),
        ('<script src="/a.js"></script>', False),
        ("{% with one=node.record_class %}{{ one }}{% endwith %}", False),
        ('{% include "x.html" with once=1 style=s %}', False),
        ('<a data-one="x" aria-label="y">', False),
    ],
)
def test_inline_style_and_script_are_told_from_template_tags(source: str, expected: bool) -> None:
    assert carries_inline(source) is expected


def test_no_template_carries_inline_style_or_script() -> None:
    from tests.tools import ROOT

    for template in (ROOT / "templates").rglob("*.html"):
        assert not carries_inline(template.read_text(encoding="utf-8")), template.name
