"""Settings: the organization, how it speaks, ways out and in, people and keys, the trail, and this host."""
