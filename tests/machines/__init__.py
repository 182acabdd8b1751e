"""Every aggregate, its decisions drawn in any order, arguments made from their types; run by `make test-machines`."""
