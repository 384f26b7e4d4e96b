"""A foreign question is compared without the part that only tells its language."""

from contextlib import closing

import numpy as np
import pytest

from search_index.meaning.gate import Language
from search_index.meaning.page_division import Passage
from search_index.meaning.passage_lookup import PassageLookup
from search_index.meaning.store import FileReader, FileWriter, create_vectors
from tests.search_index.meaning.made_vectors import WIDTH, made_vector

_FOREIGN = made_vector("foreign")


class _BilingualEncoder:
    """Encoder whose vector of a text without marks lies near all that is foreign."""

    def query(self, text: str) -> np.ndarray:
        """Return the vector of a question."""
        vector = made_vector("river") * ("river" in text) + _FOREIGN * 2 * text.isascii()
        return vector / max(1.0, float(np.linalg.norm(vector)))


@pytest.mark.parametrize(
    ("language", "item"), [(Language.FOREIGN, "sông"), (Language.VIETNAMESE, "bibliography")]
)
def test_a_foreign_question_finds_what_it_means_and_not_its_language(tmp_path, language, item):
    path = tmp_path / "vectors.sqlite"
    create_vectors(path, "made", np.zeros(WIDTH, np.float32))
    with closing(FileWriter(path)) as writer:
        writer.put("sông", 1, b"1", [(Passage(0, 9), made_vector("river"))])
        writer.put("bibliography", 1, b"1", [(Passage(0, 9), _FOREIGN)])
        writer.save()
    with closing(PassageLookup(_BilingualEncoder(), FileReader(path))) as lookup:
        assert lookup.nearest("Which river?", language, 1)[0].item_id == item
