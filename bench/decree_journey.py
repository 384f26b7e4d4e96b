"""Way of a four-page decree from signing in to publication; every action of a person counted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Request
from playwright.sync_api import Page as Tab

PAGES = tuple(
    Path(__file__).resolve().parents[1]
    / "demo/van-ban/Kế hoạch 70-KH-UBND năm 2025 về công tác dân vận ở Cần Thơ"
    / name
    for name in ("trang-1.jpg", "trang-2.jpg", "trang-3.tif", "trang-4.png")
)
MAX_ACTIONS = 25
_FINAL = "document.activeElement.matches('[data-final]')"
_REQUIRED = "document.activeElement.matches('[required]') && !document.activeElement.value"
_MAX_KEYS = 30


@dataclass(slots=True)
class Actions:
    """Actions of people: addresses, fields filled, files chosen, clicks and keys; pages opened."""

    by_hand: list[str] = field(default_factory=list)
    page_changes: int = 0
    """Pages that the browser asked for; an answer to a form is one."""

    @property
    def presses_and_pages(self) -> int:
        """Number of clicks and keys plus changes of page, by which the same work can be counted."""
        pressed = [action for action in self.by_hand if action.startswith(("click", "key"))]
        return len(pressed) + self.page_changes


@dataclass(slots=True)
class Person:
    """A member of staff at a browser of their own; `actions` counts what they do."""

    tab: Tab
    actions: Actions

    def fill(self, selector: str, text: str) -> None:
        """Type into a field, which counts as one action."""
        self.actions.by_hand.append(f"field {selector}")
        self.tab.fill(selector, text)

    def choose_files(self, selector: str, files: tuple[Path, ...]) -> None:
        """Choose files together in the dialogue of the browser."""
        self.actions.by_hand.append(f"files {selector}")
        self.tab.set_input_files(selector, files)

    def click(self, selector: str) -> None:
        """Click something that leads to another page."""
        self.actions.by_hand.append(f"click {selector}")
        with self.tab.expect_navigation():
            self.tab.click(selector)

    def press(self, key: str) -> None:
        """Press a key."""
        self.actions.by_hand.append(f"key {key}")
        self.tab.keyboard.press(key)

    def press_and_wait(self, key: str) -> None:
        """Press a key that leads to another page."""
        with self.tab.expect_navigation():
            self.press(key)


def publish_decree(
    chromium: Browser,
    site: str,
    names: tuple[str, str],
    password: str,
    run_pipeline: Callable[[], None],
) -> tuple[Actions, str]:
    """Deliver, describe, review and publish a decree; return the actions and the item's address.

    `names` are a cataloguer, who delivers the scans and describes the item, and a reviewer.
    """
    actions = Actions()
    cataloguer, reviewer = (_at_a_browser(chromium, actions) for _ in names)
    _sign_in(cataloguer, site, names[0], password)
    _deliver(cataloguer)
    run_pipeline()
    _describe(cataloguer)
    _sign_in(reviewer, site, names[1], password)
    reviewer.click("text='Mở việc tiếp theo'")
    reviewer.click(".standing button[value=cong-bo]")
    address = reviewer.tab.url
    for person in (cataloguer, reviewer):
        person.tab.context.close()
    return actions, address


def _at_a_browser(chromium: Browser, actions: Actions) -> Person:
    tab = chromium.new_context(viewport={"width": 1366, "height": 768}).new_page()

    def count(request: Request) -> None:
        if request.is_navigation_request() and request.redirected_from is None:
            actions.page_changes += 1

    tab.on("request", count)
    return Person(tab, actions)


def _sign_in(person: Person, site: str, name: str, password: str) -> None:
    person.actions.by_hand.append("address")
    person.tab.goto(f"{site}/can-bo")
    person.fill("#o-ten", name)
    person.fill("#o-mat-khau", password)
    person.press_and_wait("Enter")


def _deliver(person: Person) -> None:
    person.click("nav >> text='Nhập'")
    person.choose_files("#o-tep", PAGES)
    person.click("main form button:text-is('Nộp')")


def _describe(person: Person) -> None:
    """Accept the proposals with Enter, compare where they are uncertain, and send to review."""
    person.click("main a:text-is('Mô tả')")
    for _ in range(_MAX_KEYS):
        if person.tab.evaluate(_FINAL):
            break
        if person.tab.evaluate(_REQUIRED):
            raise RuntimeError("a required field is empty")
        person.press("Enter")
    person.press_and_wait("Enter")
