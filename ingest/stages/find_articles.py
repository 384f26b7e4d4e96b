"""Stage that finds the articles of a newspaper page."""

from dataclasses import replace

from ingest.context import Toolbox
from ingest.record import PageImage, PageRecord
from ingest.stage import stage
from library.catalogue.models import DerivativeKind
from library.catalogue.text.articles import articles_of, pack_articles


@stage(version=1)
def find_articles(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Store the articles that headlines and columns separate, if there are any.

    The kind of the item is not known for sure at this time: readers see them in newspapers only.
    """
    articles = articles_of(tools.words(page), page.width, page.height)
    if not articles:
        return page
    content = pack_articles(page.words, articles)
    file = PageImage(
        kind=DerivativeKind.ARTICLES.value,
        digest=tools.keep(content),
        media_type="application/json",
        width=page.width,
        height=page.height,
        bytes=len(content),
    )
    return replace(page, images=(*page.images, file))
