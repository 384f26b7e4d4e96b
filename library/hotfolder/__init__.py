"""Watched folder (hotfolder): its waiting entries, and the outcome of processed ones."""
