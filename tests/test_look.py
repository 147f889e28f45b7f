"""The look: the ring's geometry, colours that are refused, forms as drawn, no inline style."""

import re
from math import atan2, degrees, hypot
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template

from migracidades.kit import ring, theme
from migracidades.kit.forms import DateField

ROOT = Path(__file__).resolve().parent.parent
# Mail is read outside our pages, where no policy of ours holds.
TEMPLATES = sorted(
    path for path in (ROOT / "templates").rglob("*.html") if path.parent.name != "mail"
)
FIGURE = r"(-?[\d.]+)"
START = re.compile(rf"M{FIGURE} {FIGURE}A([\d.]+) \S+ 0 [01] 1 {FIGURE} {FIGURE}")


def arc(path: str) -> tuple[float, float, float]:
    """Angle of the first and last point of the outer arc (degrees from twelve) and its radius."""
    x0, y0, radius, x1, y1 = (float(one) for one in START.match(path).groups())
    assert hypot(x0, y0) == pytest.approx(radius, abs=0.02)
    return degrees(atan2(x0, -y0)) % 360, degrees(atan2(x1, -y1)) % 360, radius


# ------------------------------------------------------------------ the ring
@pytest.mark.parametrize("count", [1, 2, 7, 10, 12, 60])
def test_the_mark_has_a_segment_per_dimension_in_order_from_twelve(count):
    drawn = ring.whole(count)
    assert len(drawn) == count
    assert not any(one.track for one in drawn)
    turn = 360 / count
    for index, one in enumerate(drawn):
        first, last, radius = arc(one.fill)
        assert index * turn < first < last < (index + 1) * turn
        assert radius == ring.OUTER


def test_gaps_are_as_wide_outside_as_inside():
    path = ring.whole(10, gap=2.0)[0].fill
    first_x = float(re.match(rf"M{FIGURE}", path)[1])
    inner_x = float(re.search(rf"0 0 0 {FIGURE} \S+Z$", path)[1])
    assert first_x == inner_x == 1.0


def test_progress_fills_along_the_arc():
    empty, half, full = ring.along([0, 0.5, 1])
    assert empty.track
    assert not empty.fill
    assert full.fill
    assert not full.track
    first, last, radius = arc(half.fill)
    assert 120 < first < 130
    assert last == pytest.approx(180, abs=0.1)
    assert arc(half.track)[1] > last
    assert radius == ring.OUTER


def test_a_scorecard_fills_outwards():
    empty, half, full = ring.outward([0, 0.5, 1], inner=19.0)
    assert not empty.fill
    assert half.track
    assert arc(half.fill)[2] == pytest.approx(34)
    assert arc(full.fill)[2] == ring.OUTER


@pytest.mark.parametrize("shares", [[], [1.01], [0.5, -0.1], [float("nan")]])
def test_a_ring_that_makes_no_sense_is_refused(shares):
    with pytest.raises(ValueError, match="segment"):
        ring.along(shares)


def test_the_favicon_is_the_mark():
    drawn = ring.svg(ring.mark(10), fill="#0b3c4a", dot="#f2b01e")
    assert (ROOT / "static/img/favicon.svg").read_text() == drawn


def test_the_ring_says_what_it_shows():
    text = "{% load look %}{% ring_along shares label='3 of 4 answered' number=3 unit='of 4' %}"
    html = Template(text).render(Context({"shares": [1, 0.5]}))
    assert 'role="img" aria-label="3 of 4 answered"' in html
    assert html.count("mc-ring__fill") == 2
    assert 'aria-hidden="true"' in Template("{% load look %}{% ring_whole 7 %}").render(Context())


# ------------------------------------------------------------------ colours
def test_contrast_is_that_of_wcag():
    assert theme.contrast("#000000", "#ffffff") == 21
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("deep", "accent"),
    [
        ("#0b3c4a", "#f2b01e"),
        ("#1f4e79", "#f6b40e"),
        ("#6b2d5c", "#ffffff"),
        ("#000000", "#f2b01e"),
    ],
)
def test_whatever_is_accepted_can_be_read(deep, accent):
    shades = theme.palette(deep=deep, accent=accent)
    assert theme.contrast(shades["main"], shades["tint"]) >= 4.5
    assert theme.contrast(shades["on-deep-quiet"], shades["deep"]) >= 4.5
    assert theme.contrast(shades["control"], "#ffffff") >= 3
    assert f"--mc-deep:{deep}" in theme.stylesheet(deep=deep, accent=accent)


@pytest.mark.parametrize(
    ("deep", "accent", "why"),
    [
        (
            "#74acdf",
            "#f6b40e",
            r"#74acdf \(deep\) .* contrast of 2.\d+:1 and needs 4.5:1",
        ),
        ("#0b3c4a", "#0b5a6f", r"#12242b \(ink\) on #0b5a6f .* needs 4.5:1"),
        ("#2f6f3f", "#7f9f7f", r"#7f9f7f \(accent\) on #2f6f3f .* needs 3:1"),
        ("lagoon", "#f2b01e", "Write the colour “lagoon” as # and six digits"),
        ("#0b3c4a", "#fb1", "Write the colour “#fb1”"),
        ("#0b3c4a", "#f2b01e;}", "Write the colour"),
    ],
)
def test_colours_that_cannot_be_read_are_refused(deep, accent, why):
    with pytest.raises(ValueError, match=why):
        theme.stylesheet(deep=deep, accent=accent)


def test_the_stylesheet_without_a_programme_is_readable_too():
    sheet = (ROOT / "static/css/kit.css").read_text()
    tokens = dict(re.findall(r"--mc-([a-z-]+): (#[0-9a-f]{6});", sheet))
    for word in ("ink", "quiet", "main", "deep", "ok", "wait", "error"):
        assert theme.contrast(tokens[word], "#ffffff") >= 4.5, word
    for word in ("ok", "wait", "error"):
        assert theme.contrast(tokens[word], tokens[f"{word}-tint"]) >= 4.5, word
    assert theme.contrast(tokens["quiet"], tokens["wash"]) >= 4.5
    assert theme.contrast(tokens["control"], "#ffffff") >= 3
    assert theme.contrast(tokens["on-deep-quiet"], tokens["deep"]) >= 4.5


# ------------------------------------------------------------------ forms
class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="As in the law.")
    note = forms.CharField(label="Note", required=False)
    pick = forms.ChoiceField(
        label="Pick", choices=[("y", "Yes"), ("n", "No")], widget=forms.RadioSelect
    )
    sure = forms.BooleanField(label="Sure")
    proof = forms.FileField(label="Proof")
    day = DateField(label="Day")


def test_every_control_has_its_label_and_its_hint():
    html = str(Sample())
    for name in ("name", "note", "sure", "proof", "day", "pick_0", "pick_1"):
        assert f'for="id_{name}"' in html, name
        assert f'id="id_{name}"' in html, name
    assert html.count("<fieldset") == html.count("<legend>") == 1
    assert 'aria-describedby="id_name_helptext"' in html
    assert 'id="id_name_helptext"' in html
    assert html.count("mc-optional") == 1
    assert "mc-summary" not in html


def test_each_error_stands_in_the_summary_and_beside_its_control():
    html = str(Sample({"day": "31/02/2024"}))
    assert html.count("data-summary") == 1
    for name in ("name", "pick_0", "sure", "proof", "day"):
        assert f'href="#id_{name}"' in html, name
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html
    assert html.count('class="mc-error"') == 5


@pytest.mark.parametrize(
    "typed",
    ["3/4/2024", "03/04/2024", "03.04.2024", "3-4-2024", "03042024", "3/4/24"],
)
def test_a_date_may_be_typed_as_people_do(typed):
    assert DateField().clean(typed).isoformat() == "2024-04-03"


# ------------------------------------------------------------------ the policy
INLINE = re.compile(
    r"""<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*["']|\shx-on[:=]|href\s*=\s*["']javascript:"""
    r"""|<script(?![^>]*\b(?:src\s*=|type="application/json"))""",
    re.IGNORECASE,
)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_has_inline_style_or_script(path):
    found = INLINE.findall(path.read_text())
    assert not found, f"{path.name}: the policy refuses {found}; move it to static/."


@pytest.mark.parametrize(
    "bad",
    [
        "<style>",
        '<p style="x">',
        '<a onclick="x()">',
        "<script>x</script>",
        '<b hx-on:click="x">',
        '<script type="module">x</script>',
    ],
)
def test_the_scan_finds_what_it_should(bad):
    assert INLINE.search(bad)
