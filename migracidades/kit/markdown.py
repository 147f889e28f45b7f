"""Texts of a programme, written in Markdown, as HTML that may stand in a page."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_TAGS = {
    *("a", "blockquote", "br", "code", "em", "hr", "p", "pre", "strong"),
    *("h1", "h2", "h3", "h4", "ol", "ul", "li"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


def to_html(text: str) -> SafeString:
    """Markdown as clean HTML: no script, no style, no picture, whoever wrote it."""
    html = nh3.clean(
        _markdown.render(text),
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
    )
    return mark_safe(html)  # noqa: S308 - cleaned in the line above
