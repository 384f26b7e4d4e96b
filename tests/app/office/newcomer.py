"""A newcomer without scripts, who goes only where the links and buttons of the page lead."""

from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from tests.app.browser import Browser, Page, field_values, text_of

_DESK = "/can-bo"


class Newcomer:
    """Follows links and presses buttons by their words; never types an address."""

    def __init__(self, browser: Browser, start: str = _DESK) -> None:
        self.browser = browser
        self.page: Page = browser.visit(start)

    @property
    def words(self) -> str:
        """Text of the page on the screen."""
        return self.page.words

    def follow(self, words: str) -> "Newcomer":
        """Follow the first link that begins with these words, in the content before the menu."""
        (main,) = self.page.all("main")
        every = [*main.iter("a"), *self.page.all("a")]
        links = [link for link in every if text_of(link).startswith(words)]
        assert links, (words, [text_of(link) for link in every])
        self.page = self.browser.visit(links[0].get("href"))
        return self

    def press(self, words: str, **fields: object) -> "Newcomer":
        """Press the first button with these words; `fields` are typed into its form before."""
        button, form = self._button(words)
        control = {button.get("name"): button.get("value", "")} if button.get("name") else {}
        typed = {name.replace("_", "-"): value for name, value in fields.items()}
        values = {**dict(field_values(form)), **control, **typed}
        action = button.get("formaction") or form.get("action")
        if form.get("method") == "get":
            self.page = self.browser.visit(action, query_string=values)
            return self
        with self.browser.client.post(action, data=values, follow_redirects=True) as response:
            assert response.status_code == 200, response.get_data(as_text=True)
            self.page = Page(response)
        self.page.check_markup()
        return self

    def _button(self, words: str) -> tuple[Element, Element]:
        forms = self.page.all("form")
        for button in self.page.all("button"):
            if not text_of(button).startswith(words) or button.get("tabindex") == "-1":
                continue
            for form in forms:
                if button.get("form", form.get("id")) == form.get("id") and (
                    button.get("form") or button in form.iter()
                ):
                    return button, form
        raise AssertionError((words, [text_of(button) for button in self.page.all("button")]))


def address_in(text: str) -> str:
    """Return the path of the address that starts the text."""
    return urljoin("/", "/" + text.split("/", 3)[3])
