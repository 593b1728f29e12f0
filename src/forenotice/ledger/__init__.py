"""What is true: members, products, subscriptions, their upcoming due dates, and every change to them.

In: facts, as a source told them.
Out: due dates that carry all that planning asks of them, and the subscriptions that were touched.
Owns: Product, Member, Subscription, Sighting, DueDate, Change, Correction, MemberCorrection, Touched,
ZoneInUse, DayCount, ChangedDay.
"""
