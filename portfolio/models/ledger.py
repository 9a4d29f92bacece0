"""The ledger: pledges, movements and their lines by contributor, insert-only; balances that triggers keep.

Reversals are the only correction. What one row cannot say stands in the triggers of migration 0003_ledger.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from actors.models import Actor, ActorKind, Sector
from convergence.models import Alliance, Cycle
from core.models import BaseModel, File
from portfolio import vocabulary as words
from portfolio.ledger_querysets import EntryQuerySet, MovementQuerySet, PledgeQuerySet
from portfolio.models.initiative import Initiative

BY_CONTRIBUTOR = ("pledge", "receipt")
TO_INITIATIVE = ("allocation", "expenditure")


class Pledge(BaseModel):
    """What an organisation promised for a calendar year. Its amount is in the ledger, so are later changes."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="pledges")
    cycle = models.ForeignKey(
        Cycle, on_delete=models.PROTECT, related_name="pledges", verbose_name=_("ciclo")
    )
    contributor = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="pledges", verbose_name=_("organización que aporta")
    )
    year = models.PositiveSmallIntegerField(_("año"))
    initiative = models.ForeignKey(
        Initiative,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pledges",
        verbose_name=_("destinado a la iniciativa"),
    )
    in_kind = models.BooleanField(_("en especie"), default=False)
    character = models.CharField(
        _("carácter"), max_length=12, choices=words.Character, default=words.Character.VOLUNTARIO
    )
    signed_on = models.DateField(_("firmado el"))
    note = models.TextField(_("detalle"), max_length=1000, blank=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("aporte comprometido")
        verbose_name_plural = _("aportes comprometidos")
        ordering: ClassVar = ["-year", "-signed_on", "-pk"]
        indexes: ClassVar = [models.Index(fields=["alliance", "year"], name="pledge_of_alliance")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(year__range=(2000, 2100)), name="pledge_year")
        ]

    def __str__(self) -> str:
        return f"{self.contributor} · {self.year}"


class Movement(models.Model):
    """One act on the money: what, when, how much and why. Its lines by contributor are the entries.

    `amount` is in pesos, negative in a reversal; an amount in UF keeps its rate and date, and its pesos are
    frozen here. `initiative` is what a contribution is earmarked for, or what money is allocated to or spent on.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="movements")
    cycle = models.ForeignKey(
        Cycle, on_delete=models.PROTECT, related_name="movements", verbose_name=_("ciclo")
    )
    kind = models.CharField(_("movimiento"), max_length=12, choices=words.MovementKind)
    contributor = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        related_name="movements",
        verbose_name=_("organización que aporta"),
    )
    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, null=True, related_name="movements")
    initiative = models.ForeignKey(
        Initiative,
        on_delete=models.PROTECT,
        null=True,
        related_name="movements",
        verbose_name=_("iniciativa"),
    )
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversal")
    amount = models.BigIntegerField(_("pesos"))
    in_kind = models.BooleanField(_("en especie"), default=False)
    character = models.CharField(_("carácter"), max_length=12, choices=words.Character, blank=True)
    uf = models.DecimalField(_("UF"), max_digits=14, decimal_places=4, null=True)
    uf_rate = models.DecimalField(_("valor de la UF"), max_digits=10, decimal_places=2, null=True)
    uf_date = models.DateField(_("fecha de la UF"), null=True)
    happened_on = models.DateField(_("fecha"))
    note = models.TextField(_("detalle"), max_length=1000, blank=True)
    document = models.ForeignKey(
        File, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("respaldo")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    objects = MovementQuerySet.as_manager()

    class Meta:
        verbose_name = _("movimiento")
        verbose_name_plural = _("movimientos")
        ordering: ClassVar = ["-happened_on", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["alliance", "-happened_on", "-id"], name="movement_of_alliance"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(reverses=None) & Q(amount__gt=0))
                | (Q(reverses__isnull=False) & Q(amount__lt=0)),
                name="movement_sign",
            ),
            models.CheckConstraint(
                condition=(Q(kind__in=BY_CONTRIBUTOR, contributor__isnull=False) & ~Q(character=""))
                | Q(
                    kind__in=TO_INITIATIVE,
                    contributor=None,
                    initiative__isnull=False,
                    in_kind=False,
                    pledge=None,
                    character="",
                ),
                name="movement_shape",
            ),
            models.CheckConstraint(
                condition=~Q(kind="pledge") | Q(pledge__isnull=False), name="movement_pledge_has_terms"
            ),
            models.CheckConstraint(
                condition=Q(uf=None, uf_rate=None, uf_date=None)
                | (
                    Q(uf__gt=0, uf_rate__gt=0, uf_date__isnull=False, uf__isnull=False, uf_rate__isnull=False)
                    & Q(kind__in=BY_CONTRIBUTOR)
                ),
                name="movement_uf_whole",
            ),
            # That pesos are UF times its rate, rounded, is a check of migration 0003_ledger.
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.happened_on:%d-%m-%Y}"


class Entry(models.Model):
    """One contributor's line of a movement: the number everything else is summed from. `amount` is signed pesos.

    Kind, cycle, initiative and the rest are copied from the movement (a trigger holds them equal), sector and
    kind of the contributor from the actor as it was.
    """

    id = models.BigAutoField(primary_key=True)
    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="entries")
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, null=True, related_name="entries")
    contributor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="entries")
    sector = models.CharField(max_length=30, choices=Sector)
    actor_kind = models.ForeignKey(ActorKind, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("movimiento"), max_length=12, choices=words.MovementKind)
    in_kind = models.BooleanField(_("en especie"), default=False)
    character = models.CharField(_("carácter"), max_length=12, choices=words.Character, blank=True)
    amount = models.BigIntegerField(_("pesos"))
    happened_on = models.DateField(_("fecha"))

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("línea del libro")
        verbose_name_plural = _("líneas del libro")
        ordering: ClassVar = ["-happened_on", "-id"]
        indexes: ClassVar = [
            models.Index(
                fields=["alliance"],
                name="entry_of_alliance",
                include=["kind", "in_kind", "amount", "happened_on", "contributor", "sector", "character"],
            ),
            models.Index(
                fields=["initiative"],
                name="entry_of_initiative",
                include=["kind", "in_kind", "amount", "happened_on", "contributor"],
                condition=Q(initiative__isnull=False),
            ),
            models.Index(fields=["contributor", "-happened_on", "-id"], name="entry_of_contributor"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["movement", "contributor"], name="entry_once_a_contributor"),
            models.CheckConstraint(condition=~Q(amount=0), name="entry_not_zero"),
        ]


class FundBalance(models.Model):
    """What one contributor has in the fund of a cycle, in pesos. Only the ledger's trigger writes it.

    `earmarked` is the part of `received` given for one initiative; `pool_used` what was allocated beyond what
    was earmarked for each initiative, so that money given for one is never spent on another.
    """

    id = models.BigAutoField(primary_key=True)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="balances")
    contributor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    pledged = models.BigIntegerField(default=0)
    pledged_in_kind = models.BigIntegerField(default=0)
    received = models.BigIntegerField(default=0)
    received_in_kind = models.BigIntegerField(default=0)
    earmarked = models.BigIntegerField(default=0)
    allocated = models.BigIntegerField(default=0)
    pool_used = models.BigIntegerField(default=0)
    spent = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("saldo del fondo")
        verbose_name_plural = _("saldos del fondo")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "contributor"], name="fund_balance_once"),
            models.CheckConstraint(
                condition=Q(
                    pledged__gte=0, pledged_in_kind__gte=0, received_in_kind__gte=0, earmarked__gte=0
                ),
                name="fund_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(allocated__gte=0, allocated__lte=F("received")), name="fund_allocated_received"
            ),
            models.CheckConstraint(
                condition=Q(pool_used__gte=0, pool_used__lte=F("received") - F("earmarked")),
                name="fund_earmark_kept",
            ),
            models.CheckConstraint(
                condition=Q(spent__gte=0, spent__lte=F("allocated")), name="fund_spent_allocated"
            ),
        ]


class InitiativeBalance(models.Model):
    """What one contributor has in an initiative in a cycle, in pesos. Only the ledger's trigger writes it."""

    id = models.BigAutoField(primary_key=True)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="balances")
    contributor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    earmarked = models.BigIntegerField(default=0)
    allocated = models.BigIntegerField(default=0)
    spent = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("saldo de la iniciativa")
        verbose_name_plural = _("saldos de las iniciativas")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cycle", "initiative", "contributor"], name="initiative_balance_once"
            ),
            models.CheckConstraint(
                condition=Q(spent__gte=0, spent__lte=F("allocated"), earmarked__gte=0),
                name="initiative_spent_allocated",
            ),
        ]
