"""Office pages of consents, conditions of a community, and requests to withdraw."""
