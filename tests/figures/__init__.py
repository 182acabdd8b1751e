"""Figures: what is counted, cut and opened."""
