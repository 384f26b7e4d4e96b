"""Lets a librarian make collections and edit their profiles; the TOML file stays the truth."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.office.catalogue import description_form, profile_form
from app.office.catalogue.profile_form import ProfileDraft
from app.services import services, shelves
from library.catalogue import profile_files
from library.catalogue.description import fields
from library.catalogue.models import Access
from library.catalogue.profile_files import ProfileFile
from library.catalogue.profiles import KINDS_OF_FIELD, LOOKS, parse
from library.database import work
from library.errors import BadProfileError, CollectionTakenError, LibraryError, ProfileChangedError
from library.staff.audit import note

_NEW = ""
_LONGEST = 200_000
_NO_FILE = ProfileFile("", "")


def show_all() -> str:
    """Show the collections, and which profile is in need of mending."""
    return render_template("office/catalogue/profiles.html", problems=shelves().problems)


def show_new() -> str:
    """Show the form of a collection that is still to be made."""
    return _form(_NEW, profile_form.empty(), _NO_FILE)


def make() -> ResponseReturnValue:
    """Make a collection."""
    return _take(request.form.get("ma", "").strip(), _NO_FILE, is_new=True)


def show(collection: str) -> str:
    """Show the form of a profile; of one that cannot be read, the file itself."""
    file = profile_files.read(services().settings.collections, collection)
    try:
        draft = profile_form.of_profile(parse(collection, file.text, file.introduction))
    except BadProfileError as error:
        return _raw(collection, file, file.text, error)
    return _form(collection, draft, file)


def save(collection: str) -> ResponseReturnValue:
    """Keep a profile, or show it again with what is wrong."""
    file = profile_files.read(services().settings.collections, collection)
    if "toml" in request.form:
        return _take_raw(collection, file)
    return _take(collection, file, is_new=False)


def _take(slug: str, file: ProfileFile, *, is_new: bool) -> ResponseReturnValue:
    draft = profile_form.sent()
    problems = draft.problems()
    if is_new and not profile_files.is_slug(slug):
        problems["ma"] = "Chỉ chữ thường không dấu, số và gạch ngang, như anh-tu-lieu."
    if is_new and profile_files.is_taken(slug):
        problems["ma"] = f"Mã “{slug}” phần mềm đã dùng việc khác. Hãy chọn mã khác."
    if profile_form.moves_rows():
        return _form(slug, draft, file, problems=problems, is_new=is_new)
    if problems:
        return _form(slug, draft, file, problems=problems, is_new=is_new), 400
    told = [one.told() for one in draft.fields]
    text = profile_files.rewritten(file.text, draft.told(), told)
    made = ProfileFile(text, draft.introduction and f"{draft.introduction}\n")
    try:
        _write(slug, made, file, is_new=is_new)
    except (BadProfileError, CollectionTakenError, ProfileChangedError) as error:
        page = _form(slug, draft, file, said=error, is_new=is_new)
        return page, 400 if isinstance(error, BadProfileError) else 409
    return _kept(slug)


def _take_raw(slug: str, file: ProfileFile) -> ResponseReturnValue:
    typed = request.form["toml"][:_LONGEST].replace("\r\n", "\n")
    try:
        _write(slug, ProfileFile(typed, file.introduction), file, is_new=False)
    except (BadProfileError, ProfileChangedError) as error:
        page = _raw(slug, file, typed, error)
        return page, 400 if isinstance(error, BadProfileError) else 409
    return _kept(slug)


def _write(slug: str, made: ProfileFile, before: ProfileFile, *, is_new: bool) -> None:
    """Put the profile in its place, with a line in the trail.

    The line is written first and committed last: whatever is refused or fails leaves neither. A
    power cut in the moment between file and commit leaves the new file without its line. That
    loses least: the other way round the trail, which nobody can correct, would tell of a change
    that never was.
    """
    folder, act = (
        services().settings.collections,
        "collection.make" if is_new else "collection.edit",
    )
    with work(services().database) as session:
        was, now = _differences(before, made)
        note(session, current_user.name, act, slug, before=was, after=now)
        session.flush()
        if is_new:
            profile_files.make(folder, slug, made)
        else:
            profile_files.write(folder, slug, made, edition=request.form.get("ban", ""))


def _differences(before: ProfileFile, made: ProfileFile) -> tuple[dict[str, str], dict[str, str]]:
    """Return the lines that went and those that came, for the audit trail."""
    old, new = before.text.splitlines(), made.text.splitlines()
    went = "\n".join(line for line in old if line not in new)
    came = "\n".join(line for line in new if line not in old)
    return {"profile.toml": went}, {"profile.toml": came}


def _kept(slug: str) -> ResponseReturnValue:
    flash("Đã lưu hồ sơ sưu tập. Biểu mẫu mô tả theo hồ sơ mới từ lúc này.", "good")
    return redirect(url_for("office.profile", collection=slug), code=303)


def _form(
    slug: str,
    draft: ProfileDraft,
    file: ProfileFile,
    *,
    problems: dict[str, str] | None = None,
    said: LibraryError | None = None,
    is_new: bool | None = None,
) -> str:
    return render_template(
        "office/catalogue/profile.html",
        slug=slug,
        is_new=slug == _NEW if is_new is None else is_new,
        draft=draft,
        file=file,
        problems=problems or {},
        said=said,
        edition=file.edition
        if isinstance(said, ProfileChangedError)
        else request.form.get("ban", file.edition),
        kinds=KINDS_OF_FIELD,
        looks=LOOKS,
        accesses=tuple(Access),
        preview=_preview(draft) if request.form.get("viec") == "xem" else (),
    )


def _preview(draft: ProfileDraft) -> list[description_form.Line]:
    """Return the form of a description that this profile makes; nothing while it makes none."""
    text = profile_files.rewritten("", draft.told(), [one.told() for one in draft.fields])
    try:
        rules = fields.form_rules(parse("xem", text))
    except BadProfileError:
        return []
    return description_form.lines(rules, {rule.name: [] for rule in rules}, {}, {}, {}, {})


def _raw(slug: str, file: ProfileFile, typed: str, said: LibraryError) -> str:
    return render_template(
        "office/catalogue/profile_file.html", slug=slug, file=file, typed=typed, said=said
    )
