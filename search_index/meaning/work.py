"""Work with the installed model on the vectors of an installation, by one process."""

from sqlalchemy import Engine as Database

from library.settings import Settings
from search_index.meaning.encoder import open_encoder
from search_index.meaning.graph import write_graph
from search_index.meaning.place import model_identity
from search_index.meaning.updating import Progress, bring_up_to_date


def update(settings: Settings, database: Database, progress: Progress, *, all_pages: bool) -> None:
    """Bring the vectors up to date; with `all_pages`, compare all pages in any case."""
    write_graph(settings)
    encoder = open_encoder(settings)
    bring_up_to_date(settings, database, encoder, model_identity(), progress, all_pages=all_pages)
