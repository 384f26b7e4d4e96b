"""Collections and rules for bulk work on items."""

from flask_login import current_user

from app.services import profiles
from library.catalogue.description.fields import form_rules
from library.exchange.records.field_rules import Rules
from library.staff.permissions import Permission, may


def collection_titles() -> dict[str, str]:
    """Return the collection titles by slug, in display order."""
    return {slug: profile.title for slug, profile in profiles().items()}


def rules() -> Rules:
    """Return the rules for bulk changes by the current member of staff."""
    fields = {
        slug: {rule.name: rule for rule in form_rules(profile)}
        for slug, profile in profiles().items()
    }
    return Rules(may(current_user.role, Permission.PUBLISH), fields)
