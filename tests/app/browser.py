"""A browser that refuses bad manners: whatever a test visits is looked over first."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from werkzeug.test import TestResponse

from library.database import work
from library.staff import staff_sessions
from library.staff.models import StaffMember

AGENT = "Mozilla/5.0 (Windows NT 6.1; rv:115.0) Gecko/20100101 Firefox/115.0"
HEAVIEST = 60_000
_TYPED_IN = ("input", "select", "textarea")
_NEEDS_NO_LABEL = ("hidden", "submit", "button")


class Page:
    """One answer, read as a reader would."""

    def __init__(self, response: TestResponse) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.html = response.get_data(as_text=True)
        self.tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(self.html)

    @property
    def heading(self) -> str:
        """The one heading of the page."""
        return _text(self._one("h1"))

    @property
    def words(self) -> str:
        """All that can be read in the main part."""
        return _text(self._one("main"))

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Return the elements with this tag and these attributes (class_ for class)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            found
            for found in self.tree.iter()
            if str(found.tag).rpartition("}")[2] == tag
            and all(_is(found.get(name, ""), value) for name, value in wanted.items())
        ]

    def says(self, tag: str, **attributes: str) -> list[str]:
        """Return what these elements say."""
        return [_text(found) for found in self.all(tag, **attributes)]

    def leads_to(self, address: str) -> bool:
        """Say whether a link on the page has this address."""
        return any(link.get("href") == address for link in self.all("a"))

    def form(self, action: str) -> dict[str, str]:
        """Return what the form with this action would send as it stands."""
        form = next(form for form in self.all("form") if form.get("action") == action)
        return dict(_filled(form))

    def look_over(self) -> None:
        """Raise AssertionError for bad manners."""
        assert self._one("html").get("lang") in ("vi", "en")
        assert _text(self.all("title")[0]).startswith(self.heading)  # drawings have titles too
        assert self.heading
        ids = [found.get("id") for found in self.tree.iter() if found.get("id")]
        assert len(ids) == len(set(ids)), ids
        for image in self.all("img"):
            assert image.get("alt") is not None, "a picture without alt"
        for form in self.all("form"):
            assert form.get("action"), "a form that leads nowhere"
        for field in (field for tag in _TYPED_IN for field in self.all(tag)):
            assert self._is_labelled(field), f"no label: {field.get('name')}"
        for link in [*self.all("a"), *self.all("button")]:
            assert _name(link), f"nothing to click on: {link.get('href')}"
        assert not [found for found in self.tree.iter() if found.get("style")]
        assert not [found for found in self.all("script") if not found.get("src")]
        assert "default-src 'none'" in self.headers["Content-Security-Policy"]
        assert len(self.html.encode()) <= HEAVIEST

    def _one(self, tag: str) -> Element:
        (found,) = self.all(tag)
        return found

    def _is_labelled(self, field: Element) -> bool:
        if field.get("type") in _NEEDS_NO_LABEL or field.get("aria-label"):
            return True
        around = any(field in label.iter() for label in self.all("label"))
        return around or any(label.get("for") == field.get("id") for label in self.all("label"))


class Browser:
    """Keeps cookies, sends forms with their tokens, and looks every page over."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.client.environ_base["HTTP_USER_AGENT"] = AGENT

    def fetch(self, address: str, **told: object) -> TestResponse:
        """Return the bare answer to a GET."""
        with self.client.get(address, **told) as response:
            response.get_data()
        return response

    def visit(self, address: str, status: int = 200, **told: object) -> Page:
        """Open a page, where it leads, and look it over."""
        return self._page(self.fetch(address, follow_redirects=True, **told), status)

    def send(self, on: str, action: str, told: Mapping[str, object], *, status: int = 200) -> Page:
        """Fill in the form with this action on the page `on`, send it, and follow."""
        filled = {**self.visit(on).form(action), **told}
        with self.client.post(action, data=filled, follow_redirects=True) as response:
            return self._page(response, status)

    def sign_in(self, member: StaffMember) -> "Browser":
        """Take a session as if the password had been typed."""
        with work(self.app.extensions["services"].database) as books:
            token = staff_sessions.begin(books, member.id, "kiểm thử", proven=True)
        with self.client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True
        return self

    def where(self, response: TestResponse) -> str:
        """Return the path a redirect leads to."""
        return urlsplit(response.headers["Location"]).path

    def _page(self, response: TestResponse, status: int) -> Page:
        assert response.status_code == status, response.get_data(as_text=True)
        page = Page(response)
        page.look_over()
        return page


def _is(told: str, wanted: str) -> bool:
    return told == wanted or wanted in told.split(" ")


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _name(element: Element) -> str:
    pictures = "".join(image.get("alt", "") for image in element.iter("img"))
    return element.get("aria-label") or _text(element) or pictures or element.get("aria-hidden", "")


def _filled(form: Element) -> Iterator[tuple[str, str]]:
    for field in form.iter():
        if field.tag == "input" and field.get("type") not in ("checkbox", "file", "submit"):
            yield field.get("name", ""), field.get("value", "")
        elif field.tag == "textarea":
            yield field.get("name", ""), "".join(field.itertext())
        elif field.tag == "select":
            chosen = [
                option for option in field.iter("option") if option.get("selected") is not None
            ]
            yield field.get("name", ""), (chosen or list(field.iter("option")))[0].get("value", "")
