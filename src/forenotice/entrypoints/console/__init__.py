"""The owner's console: pages drawn on the server, one package for each of its rooms.

In: people with a role in an organization, and what they type. Out: pages, and the rooms' own operations.
`frame/` is what all pages share; everything else is a room of the console. It thinks about nothing itself.
"""
