"""Pages in Vietnamese and English, one file a subject."""
