"""The mirror of what authorities do about a child, as it was told to the association; apart from its own work.

The commune People's Committee is the case authority (Decree 56/2017/NĐ-CP, arts. 26 to 32). What it reports is kept
as told: nothing is refused for its order, corrected, or worked out here. Neither line ever changes the other's state.
"""
