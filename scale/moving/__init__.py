"""Moving an installation to other engines: another database, another store of files, and back."""
