"""Names are nouns, not bare participles, and the first sentence of a docstring names a thing."""

import pytest

from bench.house import ROOMS, bare_names, headless, sources

_TREES = sources(*ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_no_local_name_is_a_bare_participle_or_pronoun(room):
    bare = {path: bare_names(tree) for path, tree in _TREES.items() if path.startswith(room)}
    assert {path: names for path, names in bare.items() if names} == {}


@pytest.mark.parametrize("room", ROOMS)
def test_the_first_sentence_of_a_docstring_names_a_thing(room):
    sentences_by_path = {
        path: headless(tree) for path, tree in _TREES.items() if path.startswith(room)
    }
    assert {path: sentences for path, sentences in sentences_by_path.items() if sentences} == {}
