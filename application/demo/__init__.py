"""A fictional year of the association: every person, every story in here is invented.

The year 2025 of a province like Bắc Giang is played by the ordinary commands, each person acting as themselves
at a simulated moment (DESIGN, section 9, row CLI). Nothing here writes a table or an event by itself.
"""

from application.demo.stage import Done, Stage
from application.demo.tally import Tally
from application.demo.year import DemoYear, SignIn, load, sign_ins

__all__ = ["DemoYear", "Done", "SignIn", "Stage", "Tally", "load", "sign_ins"]
