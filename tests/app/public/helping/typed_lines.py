"""Doubtful lines of public pages, and helpers who type them."""

from sqlalchemy import select

from library.catalogue.models import Page, PageText
from library.catalogue.text.words import Word
from library.corrections.models import LineTask
from library.database import reading

OFFER = "/cung-chep"
CORRECTED = {
    "Đòng sông này chảy": "Dòng sông này chảy",
    "xuôi vê biên Đông": "xuôi về biển Đông",
    "qua nhửng phiên chợ": "qua những phiên chợ",
}
"""Lines that staff corrected, as the machine read them."""

SEEN, TRUTH = "hội Chơ Kỳ Lùa xưa", "hội Chợ Kỳ Lừa xưa"
TRUTHS = {**CORRECTED, SEEN: TRUTH}


_MISREAD = {"Chơ", "Lùa", "Cơ"}


def set_lines(*lines, confidence=None):
    """Return the words of lines with this confidence; by default only misread ones are doubtful."""
    return tuple(
        Word(
            word,
            *(100 + 150 * place, 200 + 60 * number, 130, 30),
            confidence or (0.5 if word in _MISREAD else 0.9),
            0,
            number,
        )
        for number, line in enumerate(lines)
        for place, word in enumerate(line.split())
    )


def offered(browser, address=OFFER):
    """Return the fields of the offered line, or None."""
    page = browser.visit(address)
    return page.form(OFFER) if page.all("textarea") else None


def send(browser, fields, text, status=200, **more):
    """Send a typed line and return the next page."""
    data = {**fields, "chu": text, **more}
    with browser.client.post(OFFER, data=data, follow_redirects=True) as response:
        return browser._page(response, status)


def help_with(browser, truths, address=OFFER):
    """Type the lines that are offered until none is left; `truths` maps readings to texts."""
    for _ in range(20):
        fields = offered(browser, address)
        if fields is None:
            return
        send(browser, fields, truths.get(fields["chu"], fields["chu"]))


def tasks(engine):
    """Return the stored lines by their text."""
    with reading(engine) as session:
        return {task.text: task for task in session.scalars(select(LineTask))}


def text_of(engine, item_id):
    """Return the text of the page of an item."""
    with reading(engine) as session:
        query = select(PageText.text).join(Page).where(Page.item_id == item_id)
        return session.scalar(query)
