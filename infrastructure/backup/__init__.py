"""Backups of the records: one encrypted dump with a signed manifest, and restores that end by rebuilding the trees."""
