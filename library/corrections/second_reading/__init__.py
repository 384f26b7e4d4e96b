"""Results of the optional second reader: pages that wait for it, changes it made to their words."""
