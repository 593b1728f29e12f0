"""A second pair of eyes on an owner's words, before members read them.

In: a compiled text, what its owner wrote, and whom it is for.
Out: a list of findings, each with its place, its reason, one step that mends it, and its points.
"""
