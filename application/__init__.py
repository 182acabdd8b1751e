"""Use cases: commands and their handlers, page types and the promises that infrastructure keeps."""
