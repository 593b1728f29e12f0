"""What members did after they were reminded, and what is to be expected of payments to come.

In: changes that the ledger recorded after reminders were released, and due dates counted by day.
Out: outcomes, a tally of them that claims no cause, and the revenue to expect with what puts it at risk.
Owns: Outcome, OutcomeCount, Reading.
"""
