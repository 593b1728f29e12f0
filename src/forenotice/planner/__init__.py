"""Rules meet due dates: what shall be said, when, and what shall not, with the reason.

In: touched subscriptions, rules, and the time.
Out: reminders, one for each step, due date and mode, before anything is said; and the computed future.
Owns: Reminder, Decision, Progress, DayAhead, StepAhead, PastCount.
"""
