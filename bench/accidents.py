"""Benchmark of unsaved forms: 40 scripted accidents in Chromium, and the characters they lose."""

import argparse
import logging
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page as Tab
from sqlalchemy import delete

from app.accounts.passwords import hash_password
from bench.form import Row, report
from bench.long_forms import LongForm, copy_collections, create_forms
from bench.restartable_site import RestartableSite
from library.database import work
from library.installation import set_up
from library.settings import read_settings
from library.staff.models import StaffSession
from library.staff.permissions import Role
from library.staff.staff_accounts import add_staff

_BY, _PASSWORD = "phép đo", "mật khẩu của phép đo"
_TYPIST, _COLLEAGUE = "an", "binh"
_FORMS_PER_ACCIDENT = 5
_WAIT_MILLISECONDS = 10_000
_OFFICE = "/can-bo"

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
        shown = " ".join(_shown(tab or self.tab).split())
        return sum(len(text) for text in self.texts.values() if " ".join(text.split()) not in shown)


def main() -> None:
    """Measure, print and exit with 0 only if nothing was lost."""
    parser = argparse.ArgumentParser(prog="python -m bench.accidents", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON line")
    args = parser.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    report("accidents", tuple(measure()), as_json=args.json)


def measure() -> Iterator[Row]:
    """Run every accident on five forms; yield the characters lost by each, and by all."""
    with _library() as (site, forms), _chromium() as browser:
        total = typed = 0
        for number, (name, accident) in enumerate(_ACCIDENTS.items()):
            lost = 0
            for place in range(_FORMS_PER_ACCIDENT):
                form = forms[(number * _FORMS_PER_ACCIDENT + place) % len(forms)]
                missing, characters = _run(site, browser, form, accident)
                lost, typed = lost + missing, typed + characters
            total += lost
            yield Row(f"characters lost: {name}, {_FORMS_PER_ACCIDENT} forms", lost, "characters")
    accidents = len(_ACCIDENTS) * _FORMS_PER_ACCIDENT
    yield Row(f"characters typed in {accidents} accidents, {len(forms)} forms", typed, "characters")
    yield Row("characters lost in all of them", total, "characters", 0)


def _run(
    site: RestartableSite,
    browser: Browser,
    form: LongForm,
    accident: Callable[[Typing], int],
) -> tuple[int, int]:
    """Return the characters lost in an accident, and those that were typed.

    Where the way back is missing, everything counts as lost, and the reason is printed.
    """
    number = next(_serial)
    texts = {name: _numbered(name, text, number) for name, text in form.fields.items()}
    typed = sum(map(len, texts.values()))
    context = browser.new_context()
    try:
        tab = _signed_in(context, site, _TYPIST)
        tab.goto(site.address + form.page)
        _fill(tab, form, texts, number)
        return accident(Typing(site, context, tab, form, texts)), typed
    except (BrowserError, NoWayBackError) as error:
        where = [f"{page.url} “{page.title()}”" for page in context.pages]
        print(f"{accident.__name__} of “{form.name}” stopped at {where}: {error}", file=sys.stderr)
        return typed, typed
    finally:
        context.close()


def _end_session(typing: Typing) -> int:
    """The session ends while the form is open: sign in, open the form again, save."""
    with work(typing.site.database) as session:
        session.execute(delete(StaffSession))
    typing.press()
    _sign_in(typing.tab, _TYPIST)
    return _reopen_and_save(typing, "button[name=mo-lai]")


def _forget_cookie(typing: Typing) -> int:
    """The browser loses its cookies: sign in, open the form again, save."""
    typing.context.clear_cookies()
    typing.press()
    _sign_in(typing.tab, _TYPIST)
    return _reopen_and_save(typing, "button[name=mo-lai]")


def _two_editors(typing: Typing) -> int:
    """A colleague saves the same field first: both texts must be there, then mine is saved."""
    theirs = _save_as_colleague(typing)
    typing.press()
    lost = typing.lost()
    if not typing.form.is_new and theirs not in _shown(typing.tab):
        lost += len(theirs)
    if typing.form.is_new:
        return lost
    return max(lost, _save(typing))


def _leave_and_go_back(typing: Typing) -> int:
    """The page is left although it warned, and the Back button is pressed."""
    dialogs = []
    typing.tab.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.accept()))
    typing.tab.goto(typing.site.address + _OFFICE)
    if not dialogs:
        raise NoWayBackError("the page did not warn")
    typing.tab.go_back()
    return _wait_and_save(typing)


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
    return _wait_and_save(typing)


def _close_tab(typing: Typing) -> int:
    """The tab is closed, and the page is opened in another one."""
    typing.tab.on("dialog", lambda dialog: dialog.accept())
    typing.tab.close(run_before_unload=True)
    tab = typing.context.new_page()
    tab.wait_for_timeout(500)
    tab.goto(typing.site.address + typing.form.page)
    reopened = Typing(typing.site, typing.context, tab, typing.form, typing.texts)
    return _reopen_and_save(reopened, f"form[data-unsaved][action='{typing.form.action}'] button")


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


_ACCIDENTS = {
    "session ended": _end_session,
    "two editors": _two_editors,
    "left the page, pressed Back": _leave_and_go_back,
    "sent twice": _send_twice,
    "line cut": _cut_line,
    "tab closed": _close_tab,
    "server restarted": _restart_server,
    "disk full": _fill_disk,
}


def _reopen_and_save(typing: Typing, button: str) -> int:
    with typing.tab.expect_navigation(wait_until="load"):
        typing.tab.locator(button).first.click()
    return max(typing.lost(), _save(typing))


def _wait_and_save(typing: Typing) -> int:
    """Wait until the script has brought everything back, then save."""
    typing.tab.locator(f"{typing.place} .unsaved").wait_for(
        state="attached", timeout=_WAIT_MILLISECONDS
    )
    typing.tab.wait_for_load_state("load")
    return max(typing.lost(), _save(typing))


def _save(typing: Typing) -> int:
    typing.press()
    return typing.lost()


def _save_as_colleague(typing: Typing) -> str:
    """Save another text in the first field from another browser; return that text."""
    context = typing.context.browser.new_context()
    try:
        tab = _signed_in(context, typing.site, _COLLEAGUE)
        tab.goto(typing.site.address + typing.form.page)
        name, text = next(iter(typing.form.fields.items()))
        number = next(_serial)
        theirs = _numbered(name, text, number)
        _fill(tab, typing.form, {name: theirs}, number)
        typing.press(tab)
        return theirs
    finally:
        context.close()


def _fill(tab: Tab, form: LongForm, texts: dict[str, str], number: int) -> None:
    """Type into a form, also if it is folded."""
    tab.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    within = tab.locator(f"form[data-long][action='{form.action}']")
    for name, text in {**texts, **form.others}.items():
        field = within.locator(f"[name='{name}']").first
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text.format(number) if name in form.others else text)


def _numbered(name: str, text: str, number: int) -> str:
    """Return a text that no other accident types; links carry the number in their title."""
    if name == "lien-ket":
        return f"{number} {text}"
    return f"{text} Lần {number}."


def _shown(tab: Tab) -> str:
    """Return everything that a page shows: its text and the values of its visible fields."""
    return tab.evaluate(
        """() => [document.querySelector("main").textContent,
        ...[...document.querySelectorAll("main input:not([type=hidden]), main textarea")]
        .map((field) => field.value)].join("\\n")"""
    )


def _signed_in(context: BrowserContext, site: RestartableSite, name: str) -> Tab:
    tab = context.new_page()
    tab.set_default_timeout(_WAIT_MILLISECONDS)
    tab.goto(f"{site.address}{_OFFICE}/dang-nhap")
    _sign_in(tab, name)
    return tab


def _sign_in(tab: Tab, name: str) -> None:
    tab.fill("main [name=ten]", name)
    tab.fill("main [name=mat-khau]", _PASSWORD)
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


@contextmanager
def _library() -> Iterator[tuple[RestartableSite, tuple[LongForm, ...]]]:
    """Set up a library with two administrators and the records of the forms, and serve it."""
    folder = Path(tempfile.mkdtemp(prefix="bench-accidents-"))
    collections = copy_collections(folder / "collections")
    environment = {"DIACHI_HOME": str(folder / "home"), "DIACHI_COLLECTIONS": str(collections)}
    settings = read_settings(environment)
    engine = set_up(settings)
    forms = create_forms(engine)
    with work(engine) as session:
        for name in (_TYPIST, _COLLEAGUE):
            add_staff(session, name, hash_password(_PASSWORD), Role.ADMINISTRATOR, by=_BY)
    engine.dispose()
    site = RestartableSite(settings)
    site.start()
    try:
        yield site, forms
    finally:
        site.stop()
        shutil.rmtree(folder)


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


if __name__ == "__main__":
    main()
