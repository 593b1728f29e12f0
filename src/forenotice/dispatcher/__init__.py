"""Due reminders become deliveries: claim, last look, compose, hand over, write down, try again.

In: planned reminders whose moment has come.
Out: deliveries with their attempts and receipts, and reminders withheld with the reason.
Owns: Delivery, Attempt, Remembered.
"""
