"""Who may enter, and for whom we speak.

In: an organization as its owner describes it; secrets to be kept.
Out: the organization, its people, and a trail of what was changed by whom.
Owns: Organization, User, Access, AuditEntry.
"""
