"""What every number means, in plain Python: slow, direct, and written without a look at the models."""

from .calendars import Calendar
from .schedules import calendar_of
from .warehouse import Warehouse, sheets

__all__ = ["Calendar", "Warehouse", "calendar_of", "sheets"]
