"""What several rooms' tests share: a real PostgreSQL, an instance to run commands in, servers on loopback."""
