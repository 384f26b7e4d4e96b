"""Part of the route fuzzer: forms and links of the pages of the site."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class Form:
    """Form of a page, as the site sent it."""

    action: str
    method: str
    pairs: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


class PageForms(HTMLParser):
    """Forms and links of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._is_open = False
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect links, forms and their fields."""
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(
                Form(attributes.get("action", ""), attributes.get("method", "get").upper())
            )
            self._is_open = True
        elif tag in ("a", "img", "link") and (attributes.get("href") or attributes.get("src")):
            self.links.append(attributes.get("href") or attributes["src"])
        elif self._is_open:
            self._collect_field(tag, attributes)

    def _collect_field(self, tag: str, attributes: dict[str, str]) -> None:
        form, name = self.forms[-1], attributes.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            form.pairs.append((self._select, attributes.get("value", "")))
        elif name and attributes.get("type") == "file":
            form.files.append(name)
        elif name and tag in ("input", "textarea", "button"):
            form.pairs.append((name, attributes.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        """Leave a form or a list of choices."""
        self._is_open = self._is_open and tag != "form"
        self._select = "" if tag == "select" else self._select
