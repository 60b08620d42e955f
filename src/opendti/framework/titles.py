"""A framework's title together with what the whole of it may claim."""

from __future__ import annotations

from opendti.definitions import Text
from opendti.framework.model import Framework, weakest_status
from opendti.framework.sources import Status

STATUS_MARKS: dict[Status, Text] = {
    "official": Text(vi="", en=""),
    "adapted": Text(
        vi="bản chuyển thể, không phải nguyên văn của văn bản",
        en="an adaptation, not the words of the document",
    ),
    "illustrative": Text(vi="bộ minh họa", en="illustrative set"),
}
"""What follows a framework's title, by its weakest criterion."""


def marked_title(framework: Framework) -> Text:
    """Return the title with its mark in brackets; of an official set the title alone."""
    mark = STATUS_MARKS[weakest_status(framework)]
    vi, en = (
        f"{framework.title.in_language(language)} ({mark.in_language(language)})"
        if mark.vi
        else framework.title.in_language(language)
        for language in ("vi", "en")
    )
    return Text(vi=vi, en=en)
