"""What programs are told: one shape for webhook, script and Zapier.

In: facts, and what a reminder is called. Out: bytes of JSON, or the pairs of a query, and their JSON Schema.
"""
