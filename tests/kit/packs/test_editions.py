"""Editions that the province remembers."""

import os

import pytest

from kit.packs import editions
from kit.packs.editions import Entry, edition_digest, has_file, known, remember, without_files

EDITION = {
    ("item", "mac"): Entry("a" * 64),
    ("page", "mac/1"): Entry("b" * 64, editions.short("1" * 64) + editions.short("2" * 64)),
}


def test_an_edition_is_known_by_its_digest(settings):
    assert known(settings, remember(settings, "tram1", EDITION)) == EDITION


def test_the_order_of_lines_does_not_matter():
    lines = [("page", "mac/1", "b"), ("item", "mac", "a")]
    assert edition_digest(lines) == edition_digest(reversed(lines))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"not compressed", id="of another kind"),
    ],
)
def test_a_damaged_edition_is_unknown(settings, content):
    digest = remember(settings, "tram1", EDITION)
    (settings.home / "kit" / "editions" / "tram1" / digest).write_bytes(content)
    assert known(settings, digest) is None


def test_an_entry_knows_its_files():
    entry = EDITION["page", "mac/1"]
    assert [has_file(entry, digit * 64) for digit in "123"] == [True, True, False]
    assert without_files(entry, ["1" * 64]) == Entry("b" * 64, editions.short("2" * 64))


def test_the_editions_used_last_are_remembered(settings):
    digests = []
    for number in range(7):
        digests.append(remember(settings, "tram1", {("item", str(number)): Entry("a" * 64)}))
        place = settings.home / "kit" / "editions" / "tram1" / digests[-1]
        earlier = place.stat().st_mtime - 1000 + number
        os.utime(place, (earlier, earlier))
    assert [known(settings, digest) is None for digest in digests] == [True] + [False] * 6


def test_what_nobody_asked_for_is_forgotten(settings):
    old = remember(settings, "cũ", EDITION)
    os.utime(settings.home / "kit" / "editions" / "cũ" / old, (0, 0))
    remember(settings, "tram1", {("item", "lut"): Entry("a" * 64)})
    assert known(settings, old) is None
