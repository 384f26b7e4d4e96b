"""Readers' help: error of the accepted lines and time of staff, with honest and bad helpers.

The site runs as on a server; each helper is a browser session at a network address of its own and
goes through HTTP. Lines are those of the typed real pages, misread at a known rate.
"""

import html
import http.client
import random
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from sqlalchemy import Engine, select

from bench.form import Row, json_parser, log_progress, report
from bench.installations import temporary_library
from bench.real_pages import real_pages
from bench.running_site import running
from library.catalogue.cataloguing import publish
from library.catalogue.text.words import Word, pack
from library.corrections import line_review
from library.corrections.line_answers import BY_READERS
from library.corrections.line_trust import comparable
from library.corrections.line_worth import line_digest
from library.corrections.models import LineState, LineTask, Revision
from library.corrections.page_edits import edit
from library.corrections.page_edits.edit import EditContext
from library.database import reading, work
from library.settings import Settings
from library.storage.stores import derivative_store
from library.vietnamese.letters import fold
from tests.app.scans import make_scan
from tests.makers import make_item

_LEAD, _HEIGHT, _LETTER = 22, 16, 8
_MISREAD, _UNMARKED, _DOUBTED = 0.06, 0.2, 0.05
"""Share of words misread; of those, surely misread; of the right ones, doubted."""

_KNOWN_PAGES = 3
_CHECK_SECONDS, _DECIDE_SECONDS = 5, 12
"""Assumed time of staff: to confirm a sample, to choose between texts beside the image."""

_BY = "phép đo"
Truths = dict[str, tuple[str, str]]  # reading and truth of each line, by its digest
Typist = Callable[[random.Random, str, str], str]


@dataclass
class Browser:
    """A browser session at one address of the loopback network."""

    site: str
    address: str
    type_line: Typist
    rng: random.Random
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Return status and content of a response."""
        host = self.site.rpartition("/")[2]
        connection = http.client.HTTPConnection(host, timeout=60, source_address=(self.address, 0))
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "User-Agent": "Mozilla/5.0 bench", "Referer": self.site}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        method, body = ("GET", None) if form is None else ("POST", urlencode(form))
        with closing(connection):
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            for line in response.headers.get_all("Set-Cookie") or ():
                self.cookies |= {name: part.value for name, part in SimpleCookie(line).items()}
            return response.status, response.read()

    def help_once(self, truths: Truths) -> str:
        """Type one line; return `sent`, `none` without a line, or `refused`."""
        page = self.ask("/cung-chep")[1].decode()
        fields = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page))
        shown = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
        if shown is None:
            return "none"
        seen, truth = truths[fields["dong"]]
        text = self.type_line(self.rng, html.unescape(shown[1]).strip() or seen, truth)
        status, _ = self.ask("/cung-chep", {**fields, "chu": text})
        return "refused" if status == 429 else "sent"


def honest(overlooks: float, slips: float) -> Typist:
    """Return a typist who overlooks a misread word, and mistypes a line, at these rates."""

    def typist(rng: random.Random, seen: str, truth: str) -> str:
        pairs = zip(seen.split(), truth.split(), strict=True)
        words = [a if a != b and rng.random() < overlooks else b for a, b in pairs]
        if rng.random() < slips:
            place = rng.randrange(len(words))
            words[place] = misread(rng, words[place])
        return " ".join(words)

    return typist


def sender(_rng: random.Random, seen: str, _truth: str) -> str:
    """Send what the machine read."""
    return seen


def vandal(rng: random.Random, _seen: str, _truth: str) -> str:
    """Type rubbish, often the same as other vandals."""
    return rng.choice(("aaa bbb ccc", "không biết nữa", "xin chào các bạn"))


def plotter(_rng: random.Random, _seen: str, truth: str) -> str:
    """Replace the last word in the way agreed with an accomplice."""
    return " ".join([*truth.split()[:-1], "bậy"])


_GROUPS: dict[str, tuple[int, Typist]] = {
    "careful": (6, honest(0.03, 0.02)),
    "usual": (8, honest(0.10, 0.05)),
    "careless": (6, honest(0.25, 0.15)),
    "sender": (4, sender),
    "vandal": (4, vandal),
    "plotter": (2, plotter),
}


def misread(rng: random.Random, word: str) -> str:
    """Return a word as a machine or a hurried person may have it."""
    plain = "".join(fold(letter) if letter.islower() else letter for letter in word)
    if plain != word and rng.random() < 0.6:
        return plain
    place = rng.randrange(len(word))
    swap = "".join(rng.sample("0123456789" if word[place].isdigit() else "aeilnoutrh", 1))
    return word[:place] + swap + word[place + 1 :]


def fill(database: Engine, settings: Settings, rng: random.Random) -> Truths:
    """Make the pages, three of them corrected by staff; return readings and truths of lines."""
    store, truths = derivative_store(settings), {}
    with work(database) as session:
        for number, source in enumerate(real_pages()):
            lines = [text for block in source.blocks for _, text in block if text.split()]
            words = tuple(_misread_page(rng, lines))
            for place, truth in enumerate(lines):
                own = tuple(word for word in words if word.line == place)
                truths[line_digest(own)] = (" ".join(word.text for word in own), truth)
            item = make_item(session, f"Văn bản {number}", texts=(), published=False)
            page = make_scan(session, settings, item, "\n".join(lines))
            page.words, page.quality = store.put(pack(words)), 0.6
            publish(session, item, _BY)
            if number < _KNOWN_PAGES:
                context = EditContext(session, store, _BY, ("vie",))
                edit.save(context, page, page.words, dict(enumerate(lines)), range(len(words)))
    return truths


def _misread_page(rng: random.Random, lines: list[str]) -> Iterator[Word]:
    for number, line in enumerate(lines):
        x0 = 80
        for truth in line.split():
            is_wrong = rng.random() < _MISREAD
            text = misread(rng, truth) if is_wrong else truth
            is_doubted = rng.random() > _UNMARKED if is_wrong else rng.random() < _DOUBTED
            width = _LETTER * len(truth)
            confidence = 0.45 if is_doubted else 0.93
            yield Word(text, x0, 50 + _LEAD * number, width, _HEIGHT, confidence, 0, number)
            x0 += width + _LETTER


def help_all(site: str, truths: Truths, rng: random.Random, turns: int, bot: int) -> int:
    """Let all helpers type lines in turn, then a greedy one; return how many lines it lost."""
    kinds = [typist for count, typist in _GROUPS.values() for _ in range(count)]
    browsers = [Browser(site, f"127.1.0.{n}", typist, rng) for n, typist in enumerate(kinds, 1)]
    for turn in range(turns):
        rng.shuffle(browsers)
        outcomes = [browser.help_once(truths) for browser in browsers]
        log_progress(f"turn {turn + 1}: {outcomes.count('sent')} lines sent")
    copiers = [Browser(site, "127.2.0.1", sender, rng) for _ in range(8)]  # one address
    return sum(copiers[n % 8].help_once(truths) == "refused" for n in range(bot))


def decide_all(database: Engine, settings: Settings, truths: Truths) -> tuple[int, int]:
    """Let staff decide what waits; return the numbers of samples and disagreements."""
    samples = disagreements = 0
    while True:
        with work(database) as session:
            waiting = line_review.waiting_lines(session, 50)
            context = EditContext(session, derivative_store(settings), _BY, ("vie",))
            for line in waiting:
                samples += line.state is LineState.AGREED
                disagreements += line.state is LineState.DISPUTED
                truth = truths[line.line.digest][1]
                line_review.decide(lambda _: context, session, line.id, truth)  # noqa: B023
        if not waiting:
            return samples, disagreements


def accepted(database: Engine, truths: Truths) -> tuple[int, int]:
    """Return the numbers of accepted lines and of the wrong ones among them."""
    with reading(database) as session:
        query = select(LineTask).join(Revision, Revision.id == LineTask.revision_id)
        tasks = session.scalars(query.where(Revision.by == BY_READERS)).all()
        wrong = [t for t in tasks if comparable(t.text or "") != comparable(truths[t.digest][1])]
        for task in wrong:
            log_progress(f"wrong: {task.text} | {truths[task.digest]}")
        return len(tasks), len(wrong)


def main() -> None:
    """Run the helpers against a site of its own, then let staff decide what waits."""
    parser = json_parser(__doc__)
    parser.add_argument("--turns", type=int, default=40)
    parser.add_argument("--bot", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    with temporary_library() as (settings, database):
        truths = fill(database, settings, rng)
        with running(settings, "serve") as site:
            refused = help_all(site, truths, rng, args.turns, args.bot)
        total, wrong = accepted(database, truths)
        samples, disagreements = decide_all(database, settings, truths)
    seconds = samples * _CHECK_SECONDS + disagreements * _DECIDE_SECONDS
    decided = max(1, total + disagreements)
    rows = (
        Row("accepted lines", total, "lines", 100, "higher"),
        Row("wrong among the accepted", 100 * wrong / max(1, total), "%", 1),
        Row("staff, for 100 lines", seconds / 60 * 100 / decided, "minutes", 5),
        Row("samples for staff", samples, "lines"),
        Row("disagreements for staff", disagreements, "lines"),
        Row("answers of one greedy address refused", refused, "answers"),
    )
    report("helpers", rows, as_json=args.json)


if __name__ == "__main__":
    main()
