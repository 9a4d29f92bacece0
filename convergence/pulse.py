"""When a mesa is silent and a commitment is due soon: the thresholds that pages share. Pure."""

SILENT_AFTER_DAYS = 45
DUE_SOON_DAYS = 7
