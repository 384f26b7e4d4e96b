"""Opening of the installed model with its vectors, for the processes that search."""

from library.errors import MeaningNotBuiltError
from library.process.memory import return_free_memory
from library.settings import Settings
from search_index.meaning.encoder import open_encoder
from search_index.meaning.passage_lookup import PassageLookup
from search_index.meaning.place import model_identity, vectors_path
from search_index.meaning.stock import model_of
from search_index.meaning.store import FileReader


def open_lookup(settings: Settings) -> PassageLookup:
    """Return the lookup; raise MeaningNotBuiltError without vectors of the installed model."""
    path = vectors_path(settings)
    if model_of(path) != model_identity():
        raise MeaningNotBuiltError
    lookup = PassageLookup(open_encoder(settings), FileReader(path))
    return_free_memory()  # the vocabulary is read in pieces
    return lookup
