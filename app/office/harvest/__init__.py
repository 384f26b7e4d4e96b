"""Pages of harvests: choice of a source, preview, progress, changes at the source."""
