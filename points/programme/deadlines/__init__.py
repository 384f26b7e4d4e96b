"""Deadlines: reports owed, reminders by mail, calendar feed."""
