"""Floor of the portfolio: initiatives, applications, pledges and the ledger stand here (issue 3 on)."""
