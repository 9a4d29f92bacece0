"""Placeholder until its author lands it."""

from django.http import Http404


def _none(request, *args, **kwargs):
    raise Http404


listing = _none
detail = _none
