"""Figures of DESIGN, section 10, each beside its reference in the same run: `make bench`."""
