"""Papers of the association: what stands on them, and who may have them made."""
