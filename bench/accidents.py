"""Benchmark of unsaved forms: 60 scripted accidents in Chromium, and what they lose."""

import argparse
import logging
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Error as BrowserError

from app.accounts.passwords import hash_password
from bench.accident_scripts import (
    ACCIDENTS,
    COLLEAGUE,
    PASSWORD,
    TYPIST,
    NoWayBackError,
    Typing,
    new_texts,
    start_typing,
)
from bench.browser_accidents import BROWSER_ACCIDENTS
from bench.form import Row, report
from bench.list_accidents import ROW_ACCIDENTS, row_losses
from bench.long_forms import LongForm, create_forms
from bench.restartable_site import RestartableSite
from library.database import work
from library.installation import set_up
from library.settings import read_settings
from library.staff.staff_accounts import add_staff

_BY = "phép đo"
_FORMS_PER_ACCIDENT = 3
_ACCIDENTS = ACCIDENTS | BROWSER_ACCIDENTS


def main() -> None:
    """Measure, print and exit with 0 only if nothing was lost."""
    parser = argparse.ArgumentParser(prog="python -m bench.accidents", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON line")
    args = parser.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    report("accidents", tuple(measure()), as_json=args.json)


def measure() -> Iterator[Row]:
    """Run every accident on three forms; yield the characters and rows lost by each, and by all."""
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
        rows_lost = rows_typed = 0
        for name, missing, count in row_losses(site, browser, forms):
            rows_lost, rows_typed = rows_lost + missing, rows_typed + count
            yield Row(f"rows lost: {name}, {_FORMS_PER_ACCIDENT} lists", missing, "rows")
    accidents = len(_ACCIDENTS) * _FORMS_PER_ACCIDENT
    yield Row(f"characters typed in {accidents} accidents, {len(forms)} forms", typed, "characters")
    yield Row("characters lost in all of them", total, "characters", 0)
    kinds = len(_ACCIDENTS) + len(ROW_ACCIDENTS)
    yield Row("kinds of accidents", kinds, "kinds", 20, better="higher")
    yield Row(f"rows lost of {rows_typed} in lists of two people", rows_lost, "rows", 0)


def _run(
    site: RestartableSite,
    browser: Browser,
    form: LongForm,
    accident: Callable[[Typing], int],
) -> tuple[int, int]:
    """Return the characters lost in an accident, and those that were typed.

    Where the way back is missing, everything counts as lost, and the reason is printed.
    """
    texts = new_texts(form)
    typed = sum(map(len, texts.values()))
    context = browser.new_context()
    try:
        return accident(start_typing(site, context, form, texts)), typed
    except (BrowserError, NoWayBackError) as error:
        where = [f"{page.url} “{page.title()}”" for page in context.pages]
        print(f"{accident.__name__} of “{form.name}” stopped at {where}: {error}", file=sys.stderr)
        return typed, typed
    finally:
        context.close()


@contextmanager
def _library() -> Iterator[tuple[RestartableSite, tuple[LongForm, ...]]]:
    """Set up a library with two administrators and the records of the forms, and serve it."""
    folder = Path(tempfile.mkdtemp(prefix="bench-accidents-"))
    settings = read_settings({"DIACHI_HOME": str(folder / "home")})
    engine = set_up(settings)
    forms = create_forms(engine)
    with work(engine) as session:
        for name in (TYPIST, COLLEAGUE):
            add_staff(session, name, hash_password(PASSWORD), "administrator", by=_BY)
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
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--accept-lang=vi-VN"],
        )
        yield browser
        browser.close()


if __name__ == "__main__":
    main()
