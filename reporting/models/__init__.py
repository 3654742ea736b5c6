"""Reporting: what is counted, and the reports to the steering group in which the figures are frozen."""

from .indicator import Indicator
from .report import Report
from .what_if import WhatIf

__all__ = ["Indicator", "Report", "WhatIf"]
