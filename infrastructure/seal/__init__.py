"""The seal: trees over the stored leaves of the two logs, signed heads, proofs, exports (docs/seal-format.md)."""
