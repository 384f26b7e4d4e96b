"""Arguments of OAI-PMH requests: which verb takes which, dates, and resumption tokens."""

import base64
import binascii
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.interfaces.oai.problems import OaiError
from library.catalogue.public_changes import Selection

VERBS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset({"resumptionToken"})),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
}
"""Required and optional arguments by verb; the lists also take a token alone."""

LISTS = ("ListIdentifiers", "ListRecords")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_MAX_TOKEN_LETTERS = 1000
_NOT_OUR_TOKEN = (ValueError, TypeError, RecursionError, OverflowError, binascii.Error, OaiError)
"""Errors of reading a token that somebody else made or changed."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """A list that a harvester reads in parts; all its state, since the server keeps none."""

    prefix: str
    since: str = ""
    until: str = ""
    collection: str = ""
    last_changed: str = ""
    last_id: str = ""
    cursor: int = 0
    """Number of records sent before."""

    @property
    def selection(self) -> Selection:
        """The changes that are still to be sent; raise OaiError for dates that are not valid."""
        after = None
        if self.last_id:
            after = (datetime.fromisoformat(self.last_changed), self.last_id)
        return Selection(
            since=_moment(self.since) if self.since else None,
            earlier_than=_end_of(self.until) if self.until else None,
            collection=self.collection or None,
            after=after,
        )

    def token(self) -> str:
        """Return the state as a resumption token."""
        values = [getattr(self, name) for name in self.__dataclass_fields__]
        return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def read_arguments(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the arguments of a request; raise OaiError for wrong ones."""
    pairs = tuple(pairs)
    arguments = dict(pairs)
    names = [name for name, _ in pairs]
    verb = arguments.get("verb", "")
    if verb not in VERBS or names.count("verb") > 1:
        raise OaiError("badVerb", "The verb is missing, repeated or not one of OAI-PMH 2.0.")
    repeated_names = sorted({name for name in names if names.count(name) > 1})
    if repeated_names:
        raise OaiError("badArgument", f"Repeated: {', '.join(repeated_names)}.")
    _check_names(verb, frozenset(names) - {"verb"})
    empty = [name for name, value in pairs if not value]
    if empty:
        raise OaiError("badArgument", f"Without a value: {', '.join(empty)}.")
    return arguments


def harvest_of(arguments: dict[str, str]) -> Harvest:
    """Return the list that a request asks for, from its arguments or its token."""
    if "resumptionToken" in arguments:
        return _resumed(arguments["resumptionToken"])
    since, until = arguments.get("from", ""), arguments.get("until", "")
    if since and until:
        if len(since) != len(until):
            raise OaiError("badArgument", "from and until have different granularities.")
        if _moment(since) > _moment(until):
            raise OaiError("badArgument", "from is later than until.")
    harvest = Harvest(arguments["metadataPrefix"], since, until, arguments.get("set", ""))
    _ = harvest.selection
    return harvest


def _check_names(verb: str, names: frozenset[str]) -> None:
    required_names, optional = VERBS[verb]
    if verb in LISTS and "resumptionToken" in names:
        required_names, optional = frozenset({"resumptionToken"}), frozenset()
    if extra := sorted(names - required_names - optional):
        raise OaiError("badArgument", f"Not an argument of {verb} here: {', '.join(extra)}.")
    if missing := sorted(required_names - names):
        raise OaiError("badArgument", f"Missing: {', '.join(missing)}.")


def _resumed(token: str) -> Harvest:
    try:
        if len(token) > _MAX_TOKEN_LETTERS:
            raise ValueError(token)
        values = json.loads(base64.urlsafe_b64decode(f"{token}==").decode())
        harvest = Harvest(*values)
        kinds = [type(getattr(harvest, name)) for name in Harvest.__dataclass_fields__]
        if kinds != [str] * (len(kinds) - 1) + [int] or not harvest.last_id or harvest.cursor < 0:
            raise ValueError(token)
        if harvest.selection.after[0].tzinfo is None:
            raise ValueError(token)
        harvest.selection.after[0].astimezone(UTC)
    except _NOT_OUR_TOKEN as error:
        raise OaiError("badResumptionToken", "This server did not issue the token.") from error
    return harvest


def _moment(text: str) -> datetime:
    if not _DAY.fullmatch(text) and not _SECOND.fullmatch(text):
        raise OaiError("badArgument", "Dates have the form YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.")
    try:
        return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError as error:
        raise OaiError("badArgument", f"No such date: {text}.") from error


def _end_of(text: str) -> datetime:
    """Return the moment after the day or second that `until` includes."""
    try:
        return _moment(text) + (timedelta(days=1) if _DAY.fullmatch(text) else timedelta(seconds=1))
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)
