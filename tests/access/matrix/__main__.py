"""Write the tables from the rules: `python -m tests.access.matrix`, then read `git diff`."""

from tests.access.matrix.table import SUBJECTS, TABLES, text, written

for subject, ways in SUBJECTS.items():
    (TABLES / f"{subject}.txt").write_text(text(ways))
print(f"{len(written())} cells of {sum(map(len, SUBJECTS.values()))} routes")
