"""Stage that makes the access copies of a recording, on its first stretch."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from ingest.context import Toolbox
from ingest.problems import PageProblemError
from ingest.record import PageImage, PageRecord
from ingest.recordings.damage import damage_of
from ingest.recordings.facts import Facts, read_facts, source_of
from ingest.recordings.film_copies import make_film_copies
from ingest.recordings.programs import Source
from ingest.recordings.silence import Spans, folder_number
from ingest.recordings.sound_copies import make_sound_copies
from ingest.recordings.work_folder import WorkFolder, work_folder
from ingest.stage import stage
from library.catalogue.description.proposals import Proposed
from library.catalogue.models import DerivativeKind
from library.recordings.stretches import DAMAGE

_VERSION = 3


_CONFIDENCE = 0.6
"""Programs and cameras fill tags by themselves: a person looks at each."""

_FIELDS = (
    ("title", ("title",)),
    ("creator", ("artist", "composer", "author", "originator")),
    ("date", ("date", "creation_time")),
)
_DATE = re.compile(r"((?:18|19|20)\d\d)(?:[-:.](0[1-9]|1[0-2])(?:[-:.](0[1-9]|[12]\d|3[01]))?)?")
_EMPTY_CLOCKS = ("1904", "1970")
"""Years of clocks that nobody set."""


def propose(technical: Mapping[str, object]) -> tuple[Proposed, ...]:
    """Return the proposals in the tags of a recording."""
    return tuple(_proposals(technical.get("tags", {})))


def _proposals(tags: Mapping[str, str]) -> Iterator[Proposed]:
    for field, names in _FIELDS:
        values = (_value(field, tags[name]) for name in names if tags.get(name))
        if value := next(filter(None, values), None):
            yield Proposed(field, value, _CONFIDENCE, 0, 0, 0, 0)


def _value(field: str, text: str) -> str:
    if field != "date":
        return " ".join(text.split())
    match = _DATE.match(text)
    if match is None or match[1] in _EMPTY_CLOCKS:
        return ""
    return "-".join(filter(None, match.groups()))


@stage(version=_VERSION)
def transcode(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Store the copies of the whole recording, with its technical metadata and proposals."""
    place = page.place
    if place.problem:
        raise PageProblemError(place.problem)
    if place.index:
        return page
    source = source_of(tools.master(place.file), place.name)
    facts = read_facts(source, place.length)
    folder = f"{place.file}-{folder_number(_VERSION, page.silence)}"
    with work_folder(folder, tools.require_turn) as work:
        copies = tuple(_copies(source, facts, work, tools, page.silence))
        damage = damage_of(source, facts, work)
    technical = {**facts.technical, DAMAGE: damage} if damage else facts.technical
    return replace(page, images=copies, technical=technical, proposals=propose(technical))


def _copies(
    source: Source, facts: Facts, work: WorkFolder, tools: Toolbox, silence: Spans
) -> Iterator[PageImage]:
    sounds = make_sound_copies(source, facts, work, silence)
    for copy, path in sounds:
        yield _stored_copy(path, copy.kind, copy.media_type, (copy.rate, 0), tools)
    if facts.picture is None:
        return
    film_sounds = [path for copy, path in sounds if copy.kind is DerivativeKind.AAC]
    for copy, path in make_film_copies(source, facts, work, film_sounds, silence):
        yield _stored_copy(path, DerivativeKind.FILM, "video/mp4", (copy.width, copy.height), tools)


def _stored_copy(
    path: Path, kind: DerivativeKind, media_type: str, size: tuple[int, int], tools: Toolbox
) -> PageImage:
    with path.open("rb") as content:
        digest = tools.keep_stream(content)
    return PageImage(kind.value, digest, media_type, *size, path.stat().st_size)
