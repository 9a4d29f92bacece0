"""Words met in the names that are searched; kept by the trigger `learn_words`, read by `near_words`."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, GeneratedField


class SearchWord(models.Model):
    """A word may stand twice, or in no name any more: both are harmless. It says nothing of who bears it."""

    id = models.BigAutoField(primary_key=True)
    word = models.TextField()
    sound = GeneratedField(
        expression=Func("word", function="public.word_sound"),
        output_field=models.TextField(),
        db_persist=True,
    )
    keys = GeneratedField(
        expression=Func("word", function="public.word_keys"),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["word"], name="search_word"),
            models.Index(fields=["sound"], name="search_word_sound", opclasses=["text_pattern_ops"]),
            GinIndex(fields=["keys"], name="search_word_keys", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.word
