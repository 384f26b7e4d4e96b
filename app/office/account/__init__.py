"""Office pages: signing in, own account, staff accounts, audit log."""
