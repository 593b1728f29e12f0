"""Where other systems tell us something by themselves; what bears no signature is not heard."""
