"""What Stripe does not have. Neither leaves this folder."""


class MissingError(Exception):
    """Stripe has nothing of that name."""


class NothingToComeError(Exception):
    """There is no next invoice."""
