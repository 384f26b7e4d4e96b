"""Test browser that checks the markup of every visited page."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from urllib.parse import urlsplit

import html5lib
from flask import Flask
from lxml import etree
from lxml.etree import _Element as Element
from werkzeug.test import TestResponse

from library.database import work
from library.staff import staff_sessions
from library.staff.models import StaffMember

AGENT = "Mozilla/5.0 (Windows NT 6.1; rv:115.0) Gecko/20100101 Firefox/115.0"
MAX_PAGE_BYTES = 60_000
_INPUT_TAGS = ("input", "select", "textarea")
_NEEDS_NO_LABEL = ("hidden", "submit", "button")
_ATTRIBUTE_VALUE = re.compile('"[^"]*"')
_TAG = re.compile("<[^>]+>")
_correct_pairs: set[tuple[str, str]] = set()
"""Tags, without the values of their attributes, that follow each other in correct markup."""


class Page:
    """HTML response with helpers to read its content."""

    def __init__(self, response: TestResponse) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.html = response.get_data(as_text=True)
        _check_syntax(self.html)
        self.tree = etree.fromstring(self.html, etree.HTMLParser(remove_comments=True))

    @property
    def heading(self) -> str:
        """The one heading of the page."""
        return text_of(self._one("h1"))

    @property
    def words(self) -> str:
        """Text of the main element."""
        return text_of(self._one("main"))

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Return the elements with this tag and these attributes (class_ for class)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.tree.iter(tag)
            if all(_has_token(element.get(name, ""), value) for name, value in wanted.items())
        ]

    def says(self, tag: str, **attributes: str) -> list[str]:
        """Return the texts of the matching elements."""
        return [text_of(element) for element in self.all(tag, **attributes)]

    def has_link_to(self, address: str) -> bool:
        """Return True if the page has a link to this address."""
        return any(link.get("href") == address for link in self.all("a"))

    def form(self, action: str) -> dict[str, str]:
        """Return the current field values of the form with this action, not of a search."""
        forms = [form for form in self.all("form") if form.get("action") == action]
        form = min(forms, key=lambda form: form.get("method") == "get")
        return dict(field_values(form))

    def check_markup(self) -> None:
        """Raise AssertionError for missing labels, duplicate ids, inline styles and the like."""
        assert self._one("html").get("lang") in ("vi", "en")
        assert text_of(self.all("title")[0]).startswith(self.heading)  # drawings have titles too
        assert self.heading
        ids = self.tree.xpath("//@id")
        assert len(ids) == len(set(ids)), ids
        for image in self.all("img"):
            assert image.get("alt") is not None, "a picture without alt"
        for form in self.all("form"):
            assert form.get("action"), "a form that leads nowhere"
        labelled_ids = {label.get("for") for label in self.all("label")}
        for field in self.tree.iter(*_INPUT_TAGS):
            assert _is_labelled(field, labelled_ids), f"no label: {field.get('name')}"
        for link in [*self.all("a"), *self.all("button")]:
            assert _name(link), f"nothing to click on: {link.get('href')}"
        assert not self.tree.xpath("//@style")
        assert not [element for element in self.all("script") if not _is_harmless(element)]
        assert "default-src 'none'" in self.headers["Content-Security-Policy"]
        assert len(self.html.encode()) <= MAX_PAGE_BYTES

    def _one(self, tag: str) -> Element:
        (element,) = self.all(tag)
        return element


class Browser:
    """Browser with cookies that sends forms with their tokens and checks every page."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.client.environ_base["HTTP_USER_AGENT"] = AGENT

    def fetch(self, address: str, **options: object) -> TestResponse:
        """Return the raw response to a GET request."""
        with self.client.get(address, **options) as response:
            response.get_data()
        return response

    def visit(self, address: str, status: int = 200, **options: object) -> Page:
        """Open a page, follow redirects and check its markup."""
        return self._page(self.fetch(address, follow_redirects=True, **options), status)

    def send(
        self, on: str, action: str, values: Mapping[str, object], *, status: int = 200
    ) -> Page:
        """Submit the form with this action on the page `on` and return the resulting page."""
        filled = {**self.visit(on).form(action), **values}
        with self.client.post(action, data=filled, follow_redirects=True) as response:
            return self._page(response, status)

    def sign_in(self, member: StaffMember) -> "Browser":
        """Start a session of a member of staff without a password."""
        with work(self.app.extensions["services"].database) as db:
            token = staff_sessions.start_session(db, member.id, "kiểm thử", proven=True)
        with self.client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True
        return self

    def where(self, response: TestResponse) -> str:
        """Return the path of a redirect."""
        return urlsplit(response.headers["Location"]).path

    def _page(self, response: TestResponse, status: int) -> Page:
        assert response.status_code == status, response.get_data(as_text=True)
        page = Page(response)
        page.check_markup()
        return page


def _check_syntax(html: str) -> None:
    """Raise ParseError for markup that HTML 5 does not allow.

    The strict parser takes twenty times as long as lxml, so it reads only pages on which a tag
    follows another for the first time in this process: none but such a page can break a rule.
    """
    tags = _TAG.findall(_ATTRIBUTE_VALUE.sub('""', html))
    pairs = set(pairwise(tags))
    if not pairs <= _correct_pairs:
        html5lib.HTMLParser(strict=True).parse(html)
        _correct_pairs.update(pairs)


def _is_labelled(field: Element, labelled_ids: set[str | None]) -> bool:
    if field.get("type") in _NEEDS_NO_LABEL or field.get("aria-label"):
        return True
    return field.get("id") in labelled_ids or any(True for _ in field.iterancestors("label"))


def _is_harmless(script: Element) -> bool:
    """Return True for a file of this site and for data, which no browser runs."""
    return (
        bool(script.get("src") or script.get("data-src"))
        or script.get("type") == "application/ld+json"
    )


def _has_token(value: str, wanted: str) -> bool:
    return value == wanted or wanted in value.split(" ")


def text_of(element: Element) -> str:
    """Return the text of an element without line breaks."""
    return " ".join("".join(element.itertext()).split())


def _name(element: Element) -> str:
    pictures = "".join(image.get("alt", "") for image in element.iter("img"))
    return (
        element.get("aria-label") or text_of(element) or pictures or element.get("aria-hidden", "")
    )


def field_values(form: Element) -> Iterator[tuple[str, str]]:
    """Yield name and value of the fields that a browser would send."""
    for field in form.iter():
        if field.tag == "input" and field.get("type") in ("checkbox", "radio"):
            if field.get("checked") is not None:
                yield field.get("name", ""), field.get("value", "on")
        elif field.tag == "input" and field.get("type") not in ("file", "submit"):
            yield field.get("name", ""), field.get("value", "")
        elif field.tag == "textarea":
            yield field.get("name", ""), "".join(field.itertext()).removeprefix("\n")  # as HTML 5
        elif field.tag == "select":
            chosen = [
                option for option in field.iter("option") if option.get("selected") is not None
            ]
            yield field.get("name", ""), (chosen or list(field.iter("option")))[0].get("value", "")
