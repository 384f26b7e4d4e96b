"""Tells which collections there are, as work on many items needs to know them."""

from flask_login import current_user

from app.services import profiles
from library.bulk.bulk_context import Rules
from library.catalogue.description.fields import form_rules
from library.staff.permissions import Permission, may


def shelves() -> dict[str, str]:
    """Return the titles of the collections by slug, in the order of the shelves."""
    return {slug: profile.title for slug, profile in profiles().items()}


def rules() -> Rules:
    """Return what holds for every item that this member of staff changes."""
    strict = frozenset(slug for slug, profile in profiles().items() if profile.four_eyes)
    fields = {
        slug: {rule.name: rule for rule in form_rules(profile)}
        for slug, profile in profiles().items()
    }
    return Rules(strict, may(current_user.role, Permission.PUBLISH), fields)
