"""Tables of the evaluation floor, one module a noun."""

from evaluation.models.report import SdgReport
from evaluation.models.typology import TypologyResult

__all__ = ["SdgReport", "TypologyResult"]
