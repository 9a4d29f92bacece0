"""Database functions for Spanish text: search without accents, order with ñ after n."""

from django.db.models import CharField, Func, TextField, Transform


@CharField.register_lookup
@TextField.register_lookup
class Unaccented(Transform):
    """`name__unaccented__contains=core.text.unaccented(q)`; uses the expression index where there is one."""

    lookup_name = "unaccented"
    function = "public.unaccented"
    output_field = TextField()


class SpanishOrder(Func):
    """ORDER BY key: accents ignored, ñ after n, case ignored."""

    function = "public.es_key"
    output_field = TextField()
