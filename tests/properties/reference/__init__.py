"""SEMANTICS in plain Python: slow, direct, and written without a look at the models it is to be compared with."""

from .calendars import Calendar
from .schedules import calendar_of
from .warehouse import Warehouse, sheets

__all__ = ["Calendar", "Warehouse", "calendar_of", "sheets"]
