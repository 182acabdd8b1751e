"""No child recognisable: what of a table of small counts may be shown, and proof that the rest cannot be worked out."""
