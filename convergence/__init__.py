"""Alliances, participations, cycles, stages and gates, meetings, agreements, commitments. Not money."""
