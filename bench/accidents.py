"""Benchmark of unsaved forms: 60 scripted accidents in Chromium, and what they lose."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from playwright.sync_api import Browser
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page as Tab

from app.accounts.passwords import hash_password
from bench.accident_scripts import (
    ACCIDENTS,
    BROWSER_ACCIDENTS,
    COLLEAGUE,
    PASSWORD,
    TYPIST,
    NoWayBackError,
    Typing,
    new_texts,
    sign_in_tab,
    start_typing,
)
from bench.form import Row, json_parser, report
from bench.installations import temporary_library
from bench.long_forms import LongForm, create_forms
from bench.restartable_site import RestartableSite
from bench.running_site import chromium
from library.database import work
from library.staff.staff_accounts import add_staff

_BY = "phép đo"
_FORMS_PER_ACCIDENT = 3
_ACCIDENTS = ACCIDENTS | BROWSER_ACCIDENTS


def main() -> None:
    """Measure, print and exit with 0 only if nothing was lost."""
    args = json_parser(__doc__).parse_args()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    report("accidents", tuple(measure()), as_json=args.json)


def measure() -> Iterator[Row]:
    """Run every accident on three forms; yield the characters and rows lost by each, and by all."""
    with _library() as (site, forms), chromium() as browser:
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
    with temporary_library() as (settings, engine):
        forms = create_forms(engine)
        with work(engine) as session:
            for name in (TYPIST, COLLEAGUE):
                add_staff(session, name, hash_password(PASSWORD), "administrator", by=_BY)
        site = RestartableSite(settings)
        site.start()
        try:
            yield site, forms
        finally:
            site.stop()


Rows = list[str]

_serial = count(1)
_FIELDS = {"copies": "registration", "description": "creator", "authority record": "variants"}
"""Field of each form whose values are the rows of its list."""

_ALL_FIELDS_OF_COPIES = ("barcode", "call_number", "location", "shelf", "price", "source")
_SEND_ROWS = """
(form, {name, rows, others, joined}) => {
  for (const field of [...form.elements])
    if (field.name === name || others.includes(field.name)) field.remove();
  for (const value of joined === null ? rows : [rows.join(joined)]) {
    const field = document.createElement("textarea");
    [field.name, field.value, field.hidden] = [name, value, true];
    form.append(field);
  }
}
"""
_SHOWN_ROWS = "(fields) => fields.map((field) => field.value)"


@dataclass(frozen=True, slots=True)
class RowAccident:
    """The changes of two people to the same rows: new rows from old ones and one more."""

    name: str
    first: Callable[[Rows, str], Rows]
    second: Callable[[Rows, str], Rows]


ROW_ACCIDENTS = (
    RowAccident("both add a row", lambda r, new: [*r, new], lambda r, new: [*r, new]),
    RowAccident("one removes, one adds", lambda r, _new: r[1:], lambda r, new: [*r, new]),
    RowAccident("one edits, one adds", lambda r, new: [*r[:-1], new], lambda r, new: [new, *r]),
    RowAccident("both edit", lambda r, new: [new, *r[1:]], lambda r, new: [*r[:-1], new]),
)


def row_losses(
    site: RestartableSite, browser: Browser, forms: tuple[LongForm, ...]
) -> Iterator[tuple[str, int, int]]:
    """Yield the name of each accident, the rows it lost and the rows expected, on all lists."""
    for accident in ROW_ACCIDENTS:
        lost_count = row_count = 0
        for form in (form for form in forms if form.name in _FIELDS):
            missing, expected_count = _lose_rows(site, browser, form, accident)
            lost_count, row_count = lost_count + missing, row_count + expected_count
        yield accident.name, lost_count, row_count


def _lose_rows(
    site: RestartableSite, browser: Browser, form: LongForm, accident: RowAccident
) -> tuple[int, int]:
    contexts = [browser.new_context() for _ in range(2)]
    try:
        tabs = [
            sign_in_tab(context, site, name)
            for context, name in zip(contexts, (TYPIST, COLLEAGUE), strict=True)
        ]
        base = [_new_row() for _ in range(3)]
        _open(tabs[0], site, form)
        _send(tabs[0], form, base)
        for tab in tabs:
            _open(tab, site, form)
        versions = [change(base, _new_row()) for change in (accident.first, accident.second)]
        for tab, rows in zip(tabs, versions, strict=True):
            _send(tab, form, rows)
        _open(tabs[0], site, form)
        stored_text = " ".join(_rows(tabs[0], form))
    finally:
        for context in contexts:
            context.close()
    removed = {row for row in base if any(row not in rows for rows in versions)}
    expected = {row for rows in versions for row in rows} - removed
    return sum(row not in stored_text for row in expected), len(expected)


def _new_row() -> str:
    return f"Hàng {next(_serial):04}"


def _open(tab: Tab, site: RestartableSite, form: LongForm) -> None:
    tab.goto(site.address + form.page)


def _place(form: LongForm) -> str:
    return f"form[data-long][action='{form.action}']"


def _send(tab: Tab, form: LongForm, rows: Rows) -> None:
    name = _FIELDS[form.name]
    joined = {"description": "; ", "authority record": "\n"}.get(form.name)
    cleared_fields = [*_ALL_FIELDS_OF_COPIES, "acquired", "remark"] if form.name == "copies" else []
    tab.locator(_place(form)).evaluate(
        _SEND_ROWS, {"name": name, "rows": rows, "others": cleared_fields, "joined": joined}
    )
    button = tab.locator(f"{_place(form)} {form.button}").last
    with tab.expect_navigation(wait_until="load"):
        button.evaluate("button => button.form.requestSubmit(button)")


def _rows(tab: Tab, form: LongForm) -> Rows:
    fields = tab.locator(f"{_place(form)} [name='{_FIELDS[form.name]}']")
    return fields.evaluate_all(_SHOWN_ROWS)


if __name__ == "__main__":
    main()
