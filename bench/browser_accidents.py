"""Accidents of the browser and of its tabs while a form is open."""

from bench.accident_scripts import (
    COLLEAGUE,
    OFFICE,
    TYPIST,
    NoWayBackError,
    Typing,
    end_session,
    reopen_and_save,
    reopen_stored,
    save,
    save_other_text,
    shown_text,
    sign_in,
    sign_in_tab,
    wait_and_save,
)

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
