"""How it is kept: ledger, keys, views, access log, PostgreSQL. Only the composition root imports this room."""
