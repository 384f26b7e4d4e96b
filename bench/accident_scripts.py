"""Accidents that happen to a form in Chromium, and the way back that the pages offer."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from playwright.sync_api import BrowserContext
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page as Tab
from sqlalchemy import delete

from bench.long_forms import LongForm
from bench.restartable_site import RestartableSite
from library.database import work
from library.staff.models import StaffSession

PASSWORD = "mật khẩu của phép đo"  # noqa: S105  (of a temporary installation)
TYPIST, COLLEAGUE = "an", "binh"
_WAIT_MILLISECONDS = 30_000
OFFICE = "/can-bo"

_serial = count(1)


class NoWayBackError(Exception):
    """The site did not behave as it must in an accident; everything typed counts as lost."""


@dataclass(frozen=True, slots=True)
class Typing:
    """A form in a tab, with the texts that were typed into it."""

    site: RestartableSite
    context: BrowserContext
    tab: Tab
    form: LongForm
    texts: dict[str, str]

    @property
    def place(self) -> str:
        """CSS selector of the form."""
        return f"form[data-long][action='{self.form.action}']"

    def press(self, tab: Tab | None = None) -> None:
        """Press the button that saves, and wait for the next page."""
        tab = tab or self.tab
        button = tab.locator(f"{self.place} {self.form.button}").last
        with tab.expect_navigation(wait_until="load"):
            button.evaluate("button => button.form.requestSubmit(button)")

    def lost(self, tab: Tab | None = None) -> int:
        """Return the number of typed characters that a page does not show."""
        shown = " ".join(shown_text(tab or self.tab).split())
        return sum(len(text) for text in self.texts.values() if " ".join(text.split()) not in shown)


def new_texts(form: LongForm) -> dict[str, str]:
    """Return a text for each field of a form, which no other accident types."""
    number = next(_serial)
    return {name: _numbered(name, text, number) for name, text in form.fields.items()}


def start_typing(
    site: RestartableSite, context: BrowserContext, form: LongForm, texts: dict[str, str]
) -> Typing:
    """Sign in, open the page of a form and type."""
    tab = sign_in_tab(context, site, TYPIST)
    tab.goto(site.address + form.page)
    _fill(tab, form, texts)
    return Typing(site, context, tab, form, texts)


def end_session(typing: Typing) -> int:
    """The session ends while the form is open: sign in, open the form again, save."""
    with work(typing.site.database) as session:
        session.execute(delete(StaffSession))
    typing.press()
    sign_in(typing.tab, TYPIST)
    return reopen_and_save(typing, "button[name=mo-lai]")


def _two_editors(typing: Typing) -> int:
    """A colleague saves the same field first: both texts must be there, then mine is saved."""
    theirs = _save_as_colleague(typing)
    typing.press()
    lost = typing.lost()
    if not typing.form.is_new and theirs not in shown_text(typing.tab):
        lost += len(theirs)
    if typing.form.is_new:
        return lost
    return max(lost, save(typing))


def _leave_and_go_back(typing: Typing) -> int:
    """The page is left although it warned, and the Back button is pressed."""
    dialogs = []
    typing.tab.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.accept()))
    typing.tab.goto(typing.site.address + OFFICE)
    if not dialogs:
        raise NoWayBackError("the page did not warn")
    typing.tab.go_back()
    return wait_and_save(typing)


def _send_twice(typing: Typing) -> int:
    """The button is pressed twice at once."""
    button = typing.tab.locator(f"{typing.place} {typing.form.button}").last
    with typing.tab.expect_navigation(wait_until="load"):
        button.evaluate("button => { for (const _ of [1, 2]) button.form.requestSubmit(button); }")
    return typing.lost()


def _cut_line(typing: Typing) -> int:
    """The line is cut when the form is sent, and comes back later."""
    typing.context.set_offline(True)
    try:
        typing.press()
    except BrowserError as error:
        if "INTERNET_DISCONNECTED" not in str(error):
            raise
    typing.context.set_offline(False)
    typing.tab.goto(typing.site.address + typing.form.page)
    return wait_and_save(typing)


def _close_tab(typing: Typing) -> int:
    """The tab is closed, and the page is opened in another one."""
    typing.tab.on("dialog", lambda dialog: dialog.accept())
    typing.tab.close(run_before_unload=True)
    tab = typing.context.new_page()
    tab.wait_for_timeout(500)
    return reopen_stored(typing, typing.context, tab)


def _restart_server(typing: Typing) -> int:
    """The server is restarted while the form is open."""
    typing.site.restart()
    typing.press()
    return typing.lost()


def _fill_disk(typing: Typing) -> int:
    """The disk is full when the form is sent; then there is room again."""
    with _full_disk():
        typing.press()
        if "Chưa lưu được" not in typing.tab.title():
            raise NoWayBackError("the answer is not the page with the form that could not be saved")
        lost = typing.lost()
    with typing.tab.expect_navigation(wait_until="load"):
        typing.tab.get_by_role("button", name="Gửi lại").click()
    return max(lost, typing.lost())


ACCIDENTS = {
    "session ended": end_session,
    "two editors": _two_editors,
    "left the page, pressed Back": _leave_and_go_back,
    "sent twice": _send_twice,
    "line cut": _cut_line,
    "tab closed": _close_tab,
    "server restarted": _restart_server,
    "disk full": _fill_disk,
}


def reopen_stored(typing: Typing, context: BrowserContext, tab: Tab) -> int:
    """Open the page of the form in a tab, and the stored form in it; save."""
    tab.goto(typing.site.address + typing.form.page)
    reopened = Typing(typing.site, context, tab, typing.form, typing.texts)
    return reopen_and_save(reopened, f"form[data-unsaved][action='{typing.form.action}'] button")


def reopen_and_save(typing: Typing, button: str) -> int:
    """Open a stored form by a button, then save it; return the characters lost."""
    with typing.tab.expect_navigation(wait_until="load"):
        typing.tab.locator(button).first.click()
    return max(typing.lost(), save(typing))


def wait_and_save(typing: Typing) -> int:
    """Wait until the script has brought everything back, then save."""
    typing.tab.locator(f"{typing.place} .unsaved").wait_for(
        state="attached", timeout=_WAIT_MILLISECONDS
    )
    typing.tab.wait_for_load_state("load")
    return max(typing.lost(), save(typing))


def save(typing: Typing) -> int:
    """Save the form; return the characters that the next page lacks."""
    typing.press()
    return typing.lost()


def _save_as_colleague(typing: Typing) -> str:
    """Save another text in the first field from another browser; return that text."""
    context = typing.context.browser.new_context()
    try:
        return save_other_text(typing, sign_in_tab(context, typing.site, COLLEAGUE))
    finally:
        context.close()


def save_other_text(typing: Typing, tab: Tab) -> str:
    """Save another text in the first field from another tab; return that text."""
    tab.goto(typing.site.address + typing.form.page)
    name, theirs = next(iter(new_texts(typing.form).items()))
    _fill(tab, typing.form, {name: theirs})
    typing.press(tab)
    return theirs


def _fill(tab: Tab, form: LongForm, texts: dict[str, str]) -> None:
    """Type into a form, also if it is folded."""
    tab.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    within = tab.locator(f"form[data-long][action='{form.action}']")
    for name, text in {**texts, **form.others}.items():
        field = within.locator(f"[name='{name}']").first
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text.format(next(_serial)) if name in form.others else text)


def _numbered(name: str, text: str, number: int) -> str:
    """Return a text that no other accident types; links carry the number in their title."""
    if name == "lien-ket":
        return f"{number} {text}"
    return f"{text} Lần {number}."


def shown_text(tab: Tab) -> str:
    """Return everything that a page shows: its text and the values of its visible fields."""
    return tab.evaluate(
        """() => [document.querySelector("main").textContent,
        ...[...document.querySelectorAll("main input:not([type=hidden]), main textarea")]
        .map((field) => field.value)].join("\\n")"""
    )


def sign_in_tab(context: BrowserContext, site: RestartableSite, name: str) -> Tab:
    """Return a new tab in which a member of staff has signed in."""
    tab = context.new_page()
    tab.set_default_timeout(_WAIT_MILLISECONDS)
    tab.goto(f"{site.address}{OFFICE}/dang-nhap")
    sign_in(tab, name)
    return tab


def sign_in(tab: Tab, name: str) -> None:
    """Fill in the form that asks for name and password."""
    tab.fill("main [name=ten]", name)
    tab.fill("main [name=mat-khau]", PASSWORD)
    with tab.expect_navigation(wait_until="load"):
        tab.click("main button[type=submit]")


@contextmanager
def _full_disk() -> Iterator[None]:
    """Let the kernel refuse every write of this process to a file, as a full disk does."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


_STORED_AFTER_MILLISECONDS = 3_000
"""Time after the last letter by which the page has stored the form."""


def _reload(typing: Typing) -> int:
    """The page is loaded again although it warned."""
    typing.tab.on("dialog", lambda dialog: dialog.accept())
    typing.tab.reload()
    return wait_and_save(typing)


def _stay(typing: Typing) -> int:
    """A link is followed by mistake, and the warning answered with Stay."""
    typing.tab.on("dialog", lambda dialog: dialog.dismiss())
    typing.tab.evaluate("setTimeout(() => { location.href = '/can-bo'; })")
    typing.tab.wait_for_timeout(_STORED_AFTER_MILLISECONDS)
    return max(typing.lost(), save(typing))


def _crash_browser(typing: Typing) -> int:
    """The browser crashes some seconds after the last letter; another one opens the page."""
    typing.tab.wait_for_timeout(_STORED_AFTER_MILLISECONDS)
    browser = typing.context.browser
    typing.context.close()
    context = browser.new_context()
    try:
        tab = sign_in_tab(context, typing.site, TYPIST)
        return reopen_stored(typing, context, tab)
    finally:
        context.close()


def _sign_out_elsewhere(typing: Typing) -> int:
    """The person signs out in another tab, then presses the button in the first one."""
    other_tab = typing.context.new_page()
    other_tab.goto(typing.site.address + OFFICE)
    with other_tab.expect_navigation(wait_until="load"):
        other_tab.locator("form[action$='/dang-xuat']").first.evaluate("form => form.submit()")
    typing.press()
    sign_in(typing.tab, TYPIST)
    return reopen_and_save(typing, "button[name=mo-lai]")


def _two_tabs(typing: Typing) -> int:
    """The same person saved the first field in another tab: both texts must be there."""
    other_tab = typing.context.new_page()
    theirs = save_other_text(typing, other_tab)
    typing.press()
    lost = typing.lost()
    if typing.form.is_new:
        return lost
    if theirs not in shown_text(typing.tab):
        lost += len(theirs)
    return max(lost, save(typing))


def _restart_and_end_session(typing: Typing) -> int:
    """The server is restarted and every session has ended meanwhile."""
    typing.site.restart()
    return end_session(typing)


def _cut_line_and_close_tab(typing: Typing) -> int:
    """The line is cut some seconds after the last letter, and the tab closed before it is back."""
    typing.tab.wait_for_timeout(_STORED_AFTER_MILLISECONDS)
    typing.context.set_offline(True)
    typing.tab.close()
    typing.context.set_offline(False)
    return reopen_stored(typing, typing.context, typing.context.new_page())


def _lend_browser(typing: Typing) -> int:
    """A colleague signs in with the same browser and sees nothing; then the author comes back."""
    typing.tab.wait_for_timeout(_STORED_AFTER_MILLISECONDS)
    typing.tab.close()
    typing.context.clear_cookies()
    tab = sign_in_tab(typing.context, typing.site, COLLEAGUE)
    tab.goto(typing.site.address + typing.form.page)
    if typing.lost(tab) < sum(map(len, typing.texts.values())):
        raise NoWayBackError("a colleague sees what was typed")
    typing.context.clear_cookies()
    return reopen_stored(typing, typing.context, sign_in_tab(typing.context, typing.site, TYPIST))


BROWSER_ACCIDENTS = {
    "page reloaded": _reload,
    "stayed after the warning": _stay,
    "browser crashed": _crash_browser,
    "signed out in another tab": _sign_out_elsewhere,
    "two tabs": _two_tabs,
    "server restarted, session ended": _restart_and_end_session,
    "line cut, tab closed": _cut_line_and_close_tab,
    "browser lent to a colleague": _lend_browser,
}
