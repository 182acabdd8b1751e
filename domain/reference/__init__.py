"""Reference data with source and licence; see SOURCE.md."""
