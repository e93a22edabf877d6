"""The applications of the sample year (依申请公开), played through the services of the room like everything else."""

from .steps import Applications

__all__ = ["Applications"]
