"""Placeholder until its author lands it."""

from django.http import Http404


def _none(request, *args, **kwargs):
    raise Http404


listing = _none
of_alliance = _none
create = _none
alliance_summary = _none
of_meeting = _none
detail = _none
edit = _none
move = _none
