"""MARC 21 records: reading, storage without loss, editing, checks and export."""
