"""Write the reviewed table and print the digest to take over: `python -m tests.access`, then read `git diff`."""

from application.access import decide
from tests.access.reviewed import digest, reviewed_table, space
from tests.access.test_decide import REVIEWED

decided = {facts: decide(facts) for facts in space()}
REVIEWED.write_text(reviewed_table(decided))
print(f"POLICY_VERSION = {digest(decided)!r} ({len(decided)} decisions)")
