"""Long lists, a page at a time."""

from __future__ import annotations

import re

from django.template import RequestContext, Template

from opendti_site.ui.paging import ROWS, page_of

LINK = re.compile(r'href="\?([^"]*)"')


def rendered(rf, address, rows, tag="{% pages page %}"):
    request = rf.get(address)
    context = RequestContext(request, {"page": page_of(request, rows)})
    return Template(tag).render(context)


def test_a_short_list_needs_no_links(rf):
    assert rendered(rf, "/", range(ROWS)).strip() == ""


def test_links_name_their_pages_and_keep_what_else_is_asked(rf):
    nav = rendered(rf, "/?q=xa&page=17", range(3321))

    assert "1.601–1.700 trong 3.321" in nav
    assert re.findall(r'aria-label="(Trang \d+)"', nav) == [
        "Trang 1", "Trang 16", "Trang 17", "Trang 18", "Trang 34",
    ]  # fmt: skip
    assert nav.count('aria-current="page"') == 1
    assert re.search(r'aria-current="page"\s+aria-label="Trang 17"', nav)
    targets = LINK.findall(nav)
    assert targets[0] == "q=xa&amp;page=16"
    assert targets[-1] == "q=xa&amp;page=18"
    assert all("q=xa" in target for target in targets)


def test_a_page_that_is_not_there_gives_the_nearest(rf):
    for page, number in (("0", 34), ("99", 34), ("x", 1), ("", 1)):
        assert page_of(rf.get(f"/?page={page}"), range(3321)).number == number


def test_an_anchor_leads_to_the_list(rf):
    nav = rendered(rf, "/", range(101), '{% pages page "bang" %}')
    assert 'rel="next" href="?page=2#bang"' in nav
