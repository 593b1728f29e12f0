"""A made-up society, for whoever wants to look around before bringing members of their own.

In: a day. Out: its file, as it came, or with its days around that one.
"""
