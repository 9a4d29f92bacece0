"""Tables of the portfolio floor, one module a noun."""

from portfolio.models.initiative import Initiative, InitiativeGoal, InitiativeStep
from portfolio.models.ledger import Entry, FundBalance, InitiativeBalance, Movement, Pledge
from portfolio.models.reference import Goal, Phase

__all__ = [
    "Entry",
    "FundBalance",
    "Goal",
    "Initiative",
    "InitiativeBalance",
    "InitiativeGoal",
    "InitiativeStep",
    "Movement",
    "Phase",
    "Pledge",
]
