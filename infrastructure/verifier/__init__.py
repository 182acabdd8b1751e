"""`lachan-verify` and `lachan witness`, for whoever does not trust us: standard library and `cryptography` alone.

`lachan audit kit` packs this folder into one file that runs on a bare Python. Formats: docs/seal-format.md.
"""
