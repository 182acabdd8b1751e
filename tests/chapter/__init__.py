"""Requests to the chapter in any order of things, and trials of conflicts of interest."""
