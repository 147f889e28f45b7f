"""Tables of pages: what stands in a cell, and what can never break out of one."""

from datetime import UTC, datetime

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from migracidades.kit.listing import Column, Listing, addresses, day, link, tag


def test_what_is_not_safe_is_escaped():
    shown = Listing("c", [Column("<a>"), Column("n", figure=True)], [("<b>", 3)]).body
    assert shown == (
        '<tr><td data-label="&lt;a&gt;">&lt;b&gt;</td>'
        '<td data-label="n" class="mc-figure">3</td></tr>'
    )
    assert link("/?a&b", "<x>") == '<a href="/?a&amp;b">&lt;x&gt;</a>'
    assert tag("<x>", "ok") == '<span class="mc-tag mc-tag--ok">&lt;x&gt;</span>'


def test_braces_are_words():
    table = Listing("{c}", [Column("{0} {name}")], [("{1}",), (mark_safe("<i>{}</i>"),)])
    shown = render_to_string("partials/listing.html", {"table": table})
    assert '<td data-label="{0} {name}">{1}</td>' in shown
    assert '<td data-label="{0} {name}"><i>{}</i></td>' in shown
    assert '<th scope="col">{0} {name}</th>' in shown


def test_a_day_is_that_of_the_zone_in_the_words_of_the_language():
    moment = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
    with timezone.override("America/Sao_Paulo"), translation.override("pt-br"):
        assert day(moment) == '<time datetime="2026-03-01T22:30:00-03:00">01/03/2026</time>'
    with timezone.override("UTC"), translation.override("en"):
        assert day(moment) == '<time datetime="2026-03-02T01:30:00+00:00">03/02/2026</time>'
    assert day(None) == ""


def test_an_address_is_that_of_the_view():
    from django.urls import reverse

    assert addresses("admin:review")(17) == reverse("admin:review", args=[17])
