"""The line of a key is found through tables, arrays, quoted keys and texts of several lines."""

from forenotice.blueprint.lines import find_lines, line_of

TEXT = '''
# A comment
[organization]
key = "club"
address = """
[rules]
name = "not a key"
"""
name = "Club"

[organization.window]
start = "09:00"

[[rules]] # the first
key = "one"
[[rules.steps]]
lead = "3 days"
[[rules.steps]]
lead = "1 day"
[rules.audience]
tags = ["vip"]

[[rules]]
"key" = "two"
audience.tags = ["x"]
[[rules.steps]]
lead = \'\'\'7 days\'\'\'
message = "renewal"
'''


def test_every_key_is_found_on_its_own_line() -> None:
    lines = TEXT.splitlines()
    for path, line in find_lines(TEXT).items():
        written = lines[line - 1]
        last = next(part for part in reversed(path) if isinstance(part, str))
        assert last in written, (path, written)


def test_arrays_of_tables_are_counted() -> None:
    found = find_lines(TEXT)
    lines = TEXT.splitlines()
    assert lines[found["rules", 0, "steps", 1, "lead"] - 1] == 'lead = "1 day"'
    assert lines[found["rules", 1, "steps", 0, "message"] - 1] == 'message = "renewal"'
    assert lines[found["rules", 1, "key"] - 1] == '"key" = "two"'
    assert lines[found["rules", 0, "audience", "tags"] - 1] == 'tags = ["vip"]'
    assert lines[found["rules", 1, "audience", "tags"] - 1] == 'audience.tags = ["x"]'


def test_a_text_of_several_lines_hides_what_looks_like_a_key() -> None:
    found = find_lines(TEXT)
    assert TEXT.splitlines()[found["organization", "name"] - 1] == 'name = "Club"'
    assert ("rules", "name") not in found


def test_a_missing_key_is_placed_at_its_table() -> None:
    found = find_lines(TEXT)
    assert line_of(("rules", 1, "name"), found) == found["rules", 1]
    assert line_of(("nowhere",), found) == 0
