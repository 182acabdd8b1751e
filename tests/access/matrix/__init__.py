"""Role × route × relation × scope: every cell written down in `tables/`, asked of the running application.

`columns.py` says what a row and a column are, `rules*.py` what DESIGN (section 3, section 8) expects where,
`ways*.py` how each route is asked, `seeded.py` makes the records, `running.py` asks. Source: SECURITY, bar Z-4.
"""
