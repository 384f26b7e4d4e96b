"""IIIF: images, manifests, text lines, search inside an item, and what changed lately."""

from flask import Blueprint, Response, jsonify

from app.interfaces.iiif import (
    auth,
    collections,
    content_search,
    georeference,
    image_api,
    presentation,
    text_lines,
)
from app.interfaces.iiif.image_request import BadImageRequestError
from app.interfaces.iiif.page_image import ImagesBusyError
from library.errors import LibraryError

blueprint = Blueprint("iiif", __name__, url_prefix="/iiif")
blueprint.register_error_handler(BadImageRequestError, image_api.refuse)
blueprint.register_error_handler(ImagesBusyError, image_api.ask_for_patience)

for _version in (2, 3):
    _image = f"/image/{_version}/<item:item_id>:<page:number>"
    for _rule, _name, _view in (
        (_image, "image_base", image_api.redirect_to_info),
        (f"{_image}/info.json", "image_info", image_api.describe),
        (
            f"{_image}/<string:region>/<string:size>/<string:rotation>/<string:name>",
            "image",
            image_api.send,
        ),
        (f"/{_version}/<item:item_id>", "manifest", presentation.send_manifest),
    ):
        blueprint.add_url_rule(_rule, _name, _view, defaults={"version": _version})
_ITEM = "/3/<item:item_id>"
blueprint.add_url_rule(f"{_ITEM}/canvas/<page:number>", "canvas", presentation.open_page)
blueprint.add_url_rule(f"{_ITEM}/canvas/<page:number>/lines", "lines", text_lines.send)
blueprint.add_url_rule(f"{_ITEM}/canvas/<page:number>/georef", "georeference", georeference.send)
for _version in (1, 2):
    blueprint.add_url_rule(
        f"/search/{_version}/<item:item_id>",
        "search",
        content_search.send,
        defaults={"version": _version},
    )
blueprint.add_url_rule("/collections", "collections", collections.show_all)
blueprint.add_url_rule("/collections/<slug:slug>", "collection", collections.show)
blueprint.add_url_rule("/changes", "changes", collections.show_changes)
blueprint.add_url_rule("/changes/<int:number>", "changes_page", collections.show_change_page)
blueprint.add_url_rule("/auth/probe/<item:item_id>:<page:number>", "probe", auth.probe)
blueprint.add_url_rule("/auth/notice.png", "notice", auth.send_notice)
blueprint.add_url_rule("/auth/token", "token", auth.send_token)


@blueprint.errorhandler(LibraryError)
def refuse(error: LibraryError) -> Response:
    """Answer an error in the form that programs read."""
    response = jsonify(status=error.status, message=str(error))
    response.status_code = error.status
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


@blueprint.after_request
def allow_other_sites(response: Response) -> Response:
    """Let scripts of other sites read the answers, as the standards demand."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Headers"] = "Authorization"
    response.headers["Access-Control-Expose-Headers"] = "Link, ETag"
    return response
