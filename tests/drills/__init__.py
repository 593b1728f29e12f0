"""What must hold when things go wrong: kills, two at once, locked databases, full disks, bad servers."""
