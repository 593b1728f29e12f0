"""A message as an ordered list of typed blocks, for owners who write no HTML.

In: blocks as plain tables, from TOML or JSON.
Out: a page made through MRML, its plain words for the text part, and faults with their block and field.
"""
