"""Members and their subscriptions: found, understood, corrected, and forgotten when they ask for it."""
