"""Papers without a database: words, looks, hostile texts."""
