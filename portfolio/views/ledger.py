"""Placeholder until its author lands it."""

from django.http import Http404


def _none(request, *args, **kwargs):
    raise Http404


of_alliance = _none
make_pledge = _none
record_receipt = _none
allocate = _none
spend = _none
detail = _none
reverse = _none
