"""Where other systems tell us something by themselves; what bears no proof is not heard."""
