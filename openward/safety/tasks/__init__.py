"""What safety does by the calendar; each module is named for its thing and is imported here, so that it is found."""

from openward.safety.tasks import cases, crisis, screening

__all__ = ["cases", "crisis", "screening"]
