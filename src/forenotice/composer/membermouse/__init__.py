"""Words that were written for MemberMouse, said in smart tags and conditions of ours.

In: any text with MemberMouse's smart tags and decision tags in it, or a whole blueprint.
Out: the same text in our own, with a report of what changed and of what has no counterpart.
"""
