"""Boosters: short pieces of added value (news, a tip, a perk, a testimonial), one of which a message shows.

In: what an owner wrote, and the facts of a member with what they were shown lately.
Out: the one piece that this member is shown, or none.
Rows: Booster, BoosterText.
"""
