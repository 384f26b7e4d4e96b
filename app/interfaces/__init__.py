"""Standard read-only interfaces for other systems: harvesting, IIIF, searching."""

from flask import Blueprint

from app.interfaces import ark, dump, embedding, iiif
from app.interfaces.api import api_answers
from app.interfaces.mcp import messages
from app.interfaces.oai import provider
from app.interfaces.opds import catalogue
from app.interfaces.search_engines import opensearch, signposting, sitemaps
from app.interfaces.sru import server

CSRF_EXEMPT_VIEWS = (provider.answer, server.answer, server.answer_gateway, messages.answer)
"""Views that read only, although harvesters may send POST."""

blueprint = Blueprint("interfaces", __name__)
blueprint.add_url_rule("/oai", "oai", provider.answer, methods=["GET", "POST"])
blueprint.register_blueprint(iiif.blueprint)
blueprint.add_url_rule("/sitemap.xml", "sitemap_index", sitemaps.index)
blueprint.add_url_rule("/sitemap/trang.xml", "sitemap_pages", sitemaps.pages)
blueprint.add_url_rule(
    "/sitemap/<slug:collection>/<page:number>.xml", "sitemap", sitemaps.collection
)
blueprint.add_url_rule("/tai-lieu/<item:item_id>/linkset.json", "linkset", signposting.send_linkset)
blueprint.add_url_rule("/opensearch.xml", "opensearch", opensearch.send)
blueprint.add_url_rule("/oembed", "oembed", embedding.oembed)
blueprint.add_url_rule("/tai-lieu/<item:item_id>/nhung", "embedded", embedding.show)
blueprint.add_url_rule("/du-lieu/tai-lieu.<any(jsonl, csv):form>.gz", "dump", dump.send)
blueprint.add_url_rule("/api/v1", "api_start", api_answers.send_start)
blueprint.add_url_rule("/api/v1/openapi.json", "api_openapi", api_answers.send_openapi)
for rule, name, endpoint in api_answers.RULES:
    blueprint.add_url_rule(rule, name, api_answers.view_of(endpoint))
blueprint.add_url_rule("/mcp", "mcp", messages.answer, methods=["POST"])
blueprint.add_url_rule("/sru", "sru", server.answer, methods=["GET", "POST"])
blueprint.add_url_rule("/sru/z3950", "sru_gateway", server.answer_gateway, methods=["GET", "POST"])
blueprint.add_url_rule("/opds", "opds", catalogue.choose)
blueprint.add_url_rule("/opds/opensearch.xml", "opds_opensearch", catalogue.send_opensearch)
for path, name, view in (
    ("", "start", catalogue.start),
    ("/moi", "newest", catalogue.newest),
    ("/suu-tap/<slug:collection>", "collection", catalogue.collection),
    ("/tra-cuu", "search", catalogue.search),
):
    blueprint.add_url_rule(f"/opds/<any('1.2', '2'):form>{path}", f"opds_{name}", view)
for rule in ("/ark:/<naan>/<name>", "/ark:<naan>/<name>"):
    blueprint.add_url_rule(rule, "ark", ark.resolve)
