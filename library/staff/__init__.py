"""Staff accounts, permissions of roles, and the audit trail."""
