"""The ways in: pages, JSON under /api/v1 and the command line."""
