"""Backups: copies stored by restic, their history, restoring, and the restore drill."""
