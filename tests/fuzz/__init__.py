"""Requests and files that nobody would send on purpose, by the thousand; run by `make test-fuzz`."""
