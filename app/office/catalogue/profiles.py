"""Collections, their profiles and the changes of these."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts.unsaved_forms import reopened, reopens
from app.office.catalogue import description_form, profile_form
from app.office.catalogue.profile_form import ProfileDraft
from app.services import loaded_profiles, services
from app.web.form_versions import merge_values, require_decided
from library.catalogue import profile_files, profile_versions
from library.catalogue.access import openings
from library.catalogue.description import fields
from library.catalogue.models import Access
from library.catalogue.profile_cache import profiles_of
from library.catalogue.profile_files import ProfileFile
from library.catalogue.profiles import FIELD_KINDS, LOOKS, Profile, parse
from library.catalogue.text.languages import NAMES
from library.database import reading, work
from library.errors import (
    BadProfileError,
    CollectionTakenError,
    FieldsClashError,
    FormReopenedError,
    LibraryError,
    ProfileChangedError,
)
from library.staff.audit import note
from library.staff.permissions import Permission
from library.staff.problems import FourEyesNeedsAdministratorError
from library.three_way import Merge, plain

_NEW = ""
_MAX_FILE_LENGTH = 200_000
_NO_FILE = ProfileFile("", "")
_FILE_LABELS = {"toml": "profile.toml"}
_SHOWN_ERRORS = (
    *(BadProfileError, CollectionTakenError, ProfileChangedError),
    *(FieldsClashError, FormReopenedError),
)
"""Errors that are shown above the form."""


def show_all() -> str:
    """Show the collections and the profiles with errors."""
    return render_template("office/catalogue/profiles.html", problems=loaded_profiles().problems)


def show_new() -> str:
    """Show the form for a new collection."""
    return _form(_NEW, profile_form.empty_draft(), _NO_FILE)


@reopens
def make() -> ResponseReturnValue:
    """Create a collection."""
    name = request.form.get("ma", "").strip() or request.form.get("title", "")
    slug = name if profile_files.is_slug(name) else profile_files.make_slug(name)
    return _save_form(slug, _NO_FILE, is_new=True)


def show(collection: str) -> str:
    """Show the form of a profile, or the file itself if it cannot be parsed."""
    file = _stored(collection)
    try:
        draft = profile_form.draft_of_profile(parse(collection, file.text, file.introduction))
    except BadProfileError as error:
        return _file_form(collection, file, file.text, error)
    return _form(collection, draft, file)


@reopens
def save(collection: str) -> ResponseReturnValue:
    """Save a profile, or show the form again with the errors."""
    file = _stored(collection)
    if "toml" in request.form:
        file_text = request.form["toml"][:_MAX_FILE_LENGTH]
        merge = merge_values(
            {"toml": file_text}, {"toml": file.text}, _FILE_LABELS, lists=("toml",)
        )
        file_text = plain(merge.values["toml"]) + "\n"
        try:
            require_decided(merge)
            _write(collection, ProfileFile(file_text, file.introduction), file, is_new=False)
        except (*_SHOWN_ERRORS, FourEyesNeedsAdministratorError) as error:
            return _file_form(collection, file, file_text, error), _status(error)
        return _redirect_after_saving(collection)
    return _save_form(collection, file, is_new=False)


def show_history(collection: str) -> str:
    """Show all changes of a profile."""
    with reading(services().database) as session:
        changes = profile_versions.history(session, collection)
    return render_template(
        "office/catalogue/profile_history.html", slug=collection, changes=changes
    )


def put_back(collection: str, version: int) -> ResponseReturnValue:
    """Save an earlier version of a profile again."""
    with reading(services().database) as session:
        old_file = profile_versions.read(session, collection)
        file = profile_versions.earlier(session, collection, version)
    _write(collection, file, old_file, is_new=False)
    return _redirect_after_saving(collection)


def _stored(collection: str) -> ProfileFile:
    with reading(services().database) as session:
        return profile_versions.read(session, collection)


def _save_form(slug: str, file: ProfileFile, *, is_new: bool) -> ResponseReturnValue:
    draft = profile_form.submitted_draft()
    problems = draft.problems()
    if is_new and not profile_files.is_slug(slug):
        problems["ma"] = "Hãy ghi mã bằng chữ hoặc số, như anh-tu-lieu."
    if is_new and profile_files.is_reserved(slug):
        problems["ma"] = f"Mã “{slug}” do phần mềm dành riêng. Hãy chọn mã khác."
    if profile_form.only_changes_layout() or (is_new and reopened()):
        return _form(slug, draft, file, problems=problems, is_new=is_new)
    if problems:
        return _form(slug, draft, file, problems=problems, is_new=is_new), 400
    try:
        if not is_new:
            merge = _merge_drafts(slug, draft, file)
            draft = profile_form.draft_of_values(merge.values)
            require_decided(merge)
        field_values = [row.file_values() for row in draft.fields]
        text = profile_files.update_text(file.text, draft.file_values(), field_values)
        new_file = ProfileFile(text, draft.introduction and f"{draft.introduction}\n")
        _write(slug, new_file, file, is_new=is_new)
    except FourEyesNeedsAdministratorError as error:
        problems["four_eyes"] = str(error)
        return _form(slug, draft, file, problems=problems, is_new=is_new), error.status
    except _SHOWN_ERRORS as error:
        return _form(slug, draft, file, error=error, is_new=is_new), _status(error)
    return _redirect_after_saving(slug)


def _merge_drafts(slug: str, draft: ProfileDraft, file: ProfileFile) -> Merge:
    """Merge the submitted draft with the stored profile."""
    current = profile_form.draft_of_profile(parse(slug, file.text, file.introduction))
    return merge_values(
        profile_form.values_of_draft(draft),
        profile_form.values_of_draft(current),
        profile_form.labels_of_draft(draft),
        lists=(profile_form.ORDER,),
    )


def _status(error: LibraryError) -> int:
    return 400 if isinstance(error, BadProfileError) else error.status


def _write(slug: str, new_file: ProfileFile, old_file: ProfileFile, *, is_new: bool) -> None:
    """Write the profile together with its entries in the audit trail."""
    with work(services().database) as session:
        if is_new:
            profile_versions.create(session, slug, new_file, current_user.name)
            return
        action_of_rule = _weakens_review(session, slug, new_file)
        profile_versions.save(session, slug, new_file, current_user.name, edition=old_file.edition)
        if action_of_rule is not None:
            note(session, current_user.name, action_of_rule, slug)


def _weakens_review(session: Session, slug: str, new_file: ProfileFile) -> str | None:
    """Return the audit action of ending review, or of opening reviewed items, or None.

    Only an administrator may do either: one person could then open items alone.
    """
    current = profiles_of(session).get(slug)
    if current is None:
        return None
    new = parse(slug, new_file.text, new_file.introduction)
    ends_review = current.four_eyes and not new.four_eyes
    opens = _opens_earlier(current, new) and openings.holds_reviewed(session, slug)
    if not ends_review and not opens:
        return None
    if not current_user.may(Permission.STAFF):
        raise FourEyesNeedsAdministratorError
    return openings.REVIEW_ENDED if ends_review else "collection.opens_earlier"


def _opens_earlier(current: Profile, new: Profile) -> bool:
    """Return True if a profile opens the items or the closed texts of a collection further."""
    walls = [
        -1 if profile.moving_wall is None else profile.moving_wall for profile in (current, new)
    ]
    return (
        walls[1] < walls[0]
        or (new.embargoed_text_is_found and not current.embargoed_text_is_found)
        or (new.onsite_text_is_found and not current.onsite_text_is_found)
    )


def _redirect_after_saving(slug: str) -> ResponseReturnValue:
    flash("Đã lưu hồ sơ sưu tập. Biểu mẫu mô tả theo hồ sơ mới từ lúc này.", "good")
    return redirect(url_for("office.profile", collection=slug), code=303)


def _form(
    slug: str,
    draft: ProfileDraft,
    file: ProfileFile,
    *,
    problems: dict[str, str] | None = None,
    error: LibraryError | None = None,
    is_new: bool | None = None,
) -> str:
    return render_template(
        "office/catalogue/profile.html",
        slug=slug,
        is_new=slug == _NEW if is_new is None else is_new,
        draft=draft,
        file=file,
        problems=problems or {},
        summary=profile_form.problem_links(draft, problems or {}),
        error=error,
        current=_stored_values(slug, file),
        ocr_languages=NAMES,
        kinds=FIELD_KINDS,
        looks=LOOKS,
        accesses=tuple(Access),
        preview=_preview(draft) if request.form.get("viec") == "xem" else (),
    )


def _stored_values(slug: str, file: ProfileFile) -> dict[str, str]:
    """Return the stored profile as texts; nothing for a new collection or a file with errors."""
    try:
        profile = parse(slug, file.text, file.introduction)
    except BadProfileError:
        return {}
    return profile_form.values_of_draft(profile_form.draft_of_profile(profile))


def _preview(draft: ProfileDraft) -> list[description_form.Line]:
    """Return the description form of this profile; empty while the profile is invalid."""
    text = profile_files.update_text(
        "", draft.file_values(), [row.file_values() for row in draft.fields]
    )
    try:
        rules = fields.form_rules(parse("xem", text))
    except BadProfileError:
        return []
    return description_form.lines(rules, {rule.name: [] for rule in rules}, {}, (), {}, {})


def _file_form(slug: str, file: ProfileFile, file_text: str, error: LibraryError) -> str:
    return render_template(
        "office/catalogue/profile_file.html", slug=slug, file=file, typed=file_text, error=error
    )
