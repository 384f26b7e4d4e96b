"""Names are nouns, not bare participles, and the first sentence of a docstring names a thing."""

import pytest
from jinja2 import Environment, nodes

from bench.house import BARE_NAMES, REVISIONS, bare_names, headless
from tests.architecture.plan import CHECKOUT, ROOMS, modules

_FOLDERS = (*ROOMS, "bench", "bin", "docs", "tests")
_TEMPLATES = CHECKOUT / "app" / "templates"


def _trees(folder):
    return {
        module.path: module.tree
        for module in modules(folder)
        if not module.path.startswith(REVISIONS)
    }


@pytest.mark.parametrize("folder", _FOLDERS)
def test_no_local_name_is_a_bare_participle_or_pronoun(folder):
    bare = {path: bare_names(tree) for path, tree in _trees(folder).items()}
    assert {path: names for path, names in bare.items() if names} == {}


def test_no_template_variable_is_a_bare_participle_or_pronoun():
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    paths = (path for suffix in ("html", "xml") for path in _TEMPLATES.rglob(f"*.{suffix}"))
    names = {
        path.relative_to(_TEMPLATES): {
            name.name for name in environment.parse(path.read_text()).find_all(nodes.Name)
        }
        for path in paths
    }
    assert {path: bare for path, used in names.items() if (bare := used & BARE_NAMES)} == {}


@pytest.mark.parametrize("folder", _FOLDERS)
def test_the_first_sentence_of_a_docstring_names_a_thing(folder):
    sentences_by_path = {path: headless(tree) for path, tree in _trees(folder).items()}
    assert {path: sentences for path, sentences in sentences_by_path.items() if sentences} == {}
