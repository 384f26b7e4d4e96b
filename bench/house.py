"""Measures the house: its folders, its functions, its tables, and the language of its names."""

import ast
import re
import resource
import statistics
import subprocess
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app import create_app
from bench.form import Row, json_parser, report
from bench.installations import temporary_library
from library.settings import Settings
from library.tables import Base
from tests.architecture.plan import CHECKOUT, Module, functions, modules

ROOMS = ("library", "search_index", "ingest", "app", "points", "kit", "scale")
"""Rooms of the product; one that does not exist yet counts nothing."""

REVISIONS = "library/migrations/versions/"
BARE_NAMES = frozenset(
    (
        *("told", "found", "one", "said", "before", "there", "kept", "made", "asked", "given"),
        *("left", "meant", "stands", "whole", "known", "sought", "begun", "done", "these"),
        *("those", "others", "rest", "what"),
    )
)
"""Participles and pronouns that say nothing about the value they name."""

_COMMON_NAMES = frozenset({"__init__", "models", "problems", "cli", "errors"})
"""Module names that every package may have."""

_VERBS = (
    *("return", "say", "tell", "give", "know", "show", "answer", "yield", "read", "write", "hold"),
    *("keep", "raise", "take", "find", "put", "name", "list"),
)
_HEADLESS = re.compile(
    rf"^(?:(?:{'|'.join(_VERBS)})s?\s+)?"
    r"(?:what|whether|how|who|whose|where|which|when|why)\b",
    re.IGNORECASE,
)
"""A first sentence whose object is a clause without a noun: `Return what …`, `Whether …`."""

_IRREGULAR_PARTICIPLES = frozenset(
    (
        *("sent", "kept", "lost", "read", "made", "found", "held", "told", "left", "built"),
        *("meant", "brought", "taught", "bought", "caught", "sought", "begun", "done", "gone"),
        *("spent", "heard", "met", "bound", "felt", "led", "paid", "laid", "sold", "understood"),
    )
)
_PARTICIPLE_ENDINGS = ("ed", "en", "wn")
_NO_PARTICIPLES = frozenset(
    (
        *("token", "screen", "hyphen", "feed", "need", "seed", "speed", "pen", "town"),  # nouns
        *("red", "green", "own", "even", "uneven"),  # adjectives
        *("down", "when", "then", "between"),  # adverbs
    )
)
"""Words that end like a participle and are none."""

_Reader = Callable[[ast.Module], Iterable[str]]
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure of the house and the value it should reach."""

    name: str
    measure: Callable[[], float]
    target: float | None = None
    unit: str = ""


def main() -> None:
    """Print the figures with their targets."""
    parser = json_parser(__doc__)
    parser.add_argument("--suite", action="store_true", help="run the quick tests for their CPU")
    options = parser.parse_args()
    rows = [Row(figure.name, figure.measure(), figure.unit, figure.target) for figure in FIGURES]
    if options.suite:
        rows.append(Row("CPU of the quick tests", _suite_seconds(), "s", 300))
    report("house", rows, as_json=options.json)


def product() -> tuple[Module, ...]:
    """Return the modules of the product without the revisions of the database."""
    return tuple(module for module in modules(*ROOMS) if not module.path.startswith(REVISIONS))


def local_names(tree: ast.Module) -> Iterator[str]:
    """Yield each parameter and local variable once for the function that binds it."""
    for node in ast.walk(tree):
        if isinstance(node, _FUNCTIONS):
            yield from sorted({*_parameters(node.args), *_stored(node)})


def bare_names(tree: ast.Module) -> list[str]:
    """Return the parameters and local variables that are bare participles or pronouns."""
    return [name for name in local_names(tree) if name.strip("_") in BARE_NAMES]


def docstrings(tree: ast.Module) -> Iterator[str]:
    """Yield the first sentence of each docstring, and of each string below a field or constant."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            for statement in node.body:
                if isinstance(statement, ast.Expr) and _is_text(statement.value):
                    yield " ".join(statement.value.value.partition("\n\n")[0].split())


def headless(tree: ast.Module) -> list[str]:
    """Return the first sentences whose object is a clause without a noun."""
    return [sentence for sentence in docstrings(tree) if _HEADLESS.match(sentence)]


def folder_sizes(paths: Iterable[str]) -> Counter[str]:
    """Return the number of modules in each folder, `__init__` not counted."""
    return Counter(path.rpartition("/")[0] for path in paths if not path.endswith("__init__.py"))


def repeated_names(paths: Iterable[str]) -> dict[str, list[str]]:
    """Return the module names that stand more than once in one room, with their paths.

    A view may have the name of the module it shows: `app/points/programme/plans.py`. In `app`, the
    public site, the office and each further desk count as rooms of their own.
    """
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in paths:
        room, *folders, file = path.split("/")
        name = file.removesuffix(".py")
        if name not in _COMMON_NAMES:
            desk = folders[0] if room == "app" and folders else ""
            places[f"{room}/{desk}", name].append(path)
    return {name: paths for (_, name), paths in places.items() if len(paths) > 1}


def participles(tree: ast.Module) -> list[str]:
    """Return the parameters and local variables that are participles, flags excepted."""
    names = []
    for node in ast.walk(tree):
        if isinstance(node, _FUNCTIONS):
            names += sorted({*_parameters(node.args), *_stored(node)} - set(_flags(node)))
    return [name for name in names if _is_participle(name.strip("_"))]


def _is_participle(word: str) -> bool:
    if "_" in word or word in _NO_PARTICIPLES:
        return False
    return word.endswith(_PARTICIPLE_ENDINGS) or word in _IRREGULAR_PARTICIPLES


def _flags(function: ast.AST) -> Iterator[str]:
    """Yield the names that hold a truth value: annotated so, or assigned a comparison."""
    for node in ast.walk(function):
        if isinstance(node, ast.arg) and _is_bool(node.annotation):
            yield node.arg
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            if _is_bool(node.annotation):
                yield node.target.id
        elif isinstance(node, ast.Assign | ast.NamedExpr) and _is_truth(node.value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def _is_bool(annotation: ast.expr | None) -> bool:
    return annotation is not None and ast.unparse(annotation) in ("bool", "bool | None")


def _is_truth(value: ast.expr) -> bool:
    match value:
        case ast.Compare() | ast.UnaryOp(op=ast.Not()) | ast.Constant(value=True | False):
            return True
        case ast.Call(func=ast.Name(id="any" | "all" | "bool" | "isinstance")):
            return True
        case ast.BoolOp(values=values):
            return all(map(_is_truth, values))
    return False


def _share(part: _Reader, all_of: _Reader) -> float:
    """Return the share of `part` in `all_of` over the product, in per cent."""
    few = sum(len(list(part(module.tree))) for module in product())
    return 100 * few / sum(len(list(all_of(module.tree))) for module in product())


def _function_lengths() -> list[int]:
    return sorted(
        function.end_lineno - function.lineno + 1
        for module in product()
        for function in functions(module)
    )


def _names_used_twice() -> int:
    names = Counter(module.path.rpartition("/")[2] for module in product())
    return sum(count > 1 for name, count in names.items() if name != "__init__.py")


def _folders_of_the_library() -> int:
    return len(folder_sizes(m.path for m in product() if m.path.startswith("library/")))


def _routes() -> int:
    with temporary_library() as (settings, _):
        app = create_app(settings)
        app.extensions["services"].close()
    return len(list(app.url_map.iter_rules()))


def _suite_seconds() -> float:
    command = ["bin/pytest", "-q", "-n", "auto", "--dist", "worksteal", "-m", "not slow"]
    subprocess.run(command, cwd=CHECKOUT, check=False)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _parameters(arguments: ast.arguments) -> Iterator[str]:
    named = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    further = (arguments.vararg, arguments.kwarg)
    yield from (argument.arg for argument in (*named, *further) if argument is not None)


def _stored(function: ast.AST) -> Iterator[str]:
    """Yield the variables that a function assigns, those of inner functions left out."""
    for node in ast.iter_child_nodes(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        if not isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            yield from _stored(node)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


FIGURES = (
    Figure("tables of the database", lambda: len(Base.metadata.tables), 135, "tables"),
    Figure("routes of the site", _routes, 520, "routes"),
    Figure("settings", lambda: len(Settings.__dataclass_fields__), 62, "settings"),
    Figure(
        "modules of the largest folder",
        lambda: max(folder_sizes(module.path for module in product()).values()),
        24,
        "modules",
    ),
    Figure("module names used twice or more", _names_used_twice, 45, "names"),
    Figure("folders with modules in library", _folders_of_the_library, 38, "folders"),
    Figure("participles as names of values", lambda: _share(participles, local_names), 1, "%"),
    Figure("bare names", lambda: _share(bare_names, local_names), 1, "%"),
    Figure("headless docstrings", lambda: _share(headless, docstrings), 1, "%"),
    Figure("lines of a function, median", lambda: statistics.median(_function_lengths()), 6),
    Figure(
        "lines of a function, 95 of 100",
        lambda: statistics.quantiles(_function_lengths(), n=20)[-1],
        25,
    ),
    Figure("lines of the longest function", lambda: _function_lengths()[-1], 50),
)


if __name__ == "__main__":
    main()
