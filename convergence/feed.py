"""The activity feed of an alliance, read from the outbox; words for each kind of event."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.principal import Principal
from actors.models import Actor
from convergence import stages
from convergence.models import Alliance
from convergence.vocabulary import CommitmentState
from core import registry
from core.models import Event

WORDS = {
    "alliance.opened": gettext_lazy("Se abrió la mesa"),
    "alliance.changed": gettext_lazy("Se editaron los datos de la mesa"),
    "alliance.stage_left": gettext_lazy("La mesa cambió de etapa"),
    "cycle.opened": gettext_lazy("Se abrió un ciclo de financiamiento"),
    "participation.added": gettext_lazy("Se sumó un actor"),
    "participation.changed": gettext_lazy("Se editó una participación"),
    "seat.taken": gettext_lazy("Se dio un asiento"),
    "seat.left": gettext_lazy("Terminó un asiento"),
    "milestone.documented": gettext_lazy("Se acreditó un hito"),
    "milestone.overridden": gettext_lazy("Se eximió un hito"),
    "milestone.not_applicable": gettext_lazy("Se declaró que un hito no aplica"),
    "milestone.withdrawn": gettext_lazy("Se retiró una constancia"),
    "meeting.recorded": gettext_lazy("Se registró una reunión"),
    "meeting.amended": gettext_lazy("Se corrigió una reunión"),
    "meeting.file_added": gettext_lazy("Se agregó un archivo a una reunión"),
    "commitment.made": gettext_lazy("Se tomó un compromiso"),
    "commitment.moved": gettext_lazy("Un compromiso cambió de estado"),
    "commitment.rescheduled": gettext_lazy("Un compromiso cambió de fecha"),
    "commitment.shared": gettext_lazy("Se compartió un compromiso por enlace"),
    "commitment.handed_over": gettext_lazy("Un compromiso pasó a otra persona"),
    "map.entered": gettext_lazy("Se anotó un actor en el mapa"),
    "map.changed": gettext_lazy("Se revisó un actor del mapa"),
    "map.linked": gettext_lazy("Un actor del mapa quedó unido al registro"),
    "map.withdrawn": gettext_lazy("Se retiró un actor del mapa"),
}
PAGES = {
    "meeting": "convergence:meeting",
    "commitment": "convergence:commitment",
    "alliance": "convergence:alliance",
    "mapentry": "convergence:map_entry",
}


def events_of(alliance: Alliance, principal: Principal) -> QuerySet[Event]:
    """What happened in the alliance, and what upper floors let the principal read of it."""
    further = [scope for told in registry.event_scopes.values() for scope in told(principal, [alliance.pk])]
    return (
        Event.objects.filter(scopes__overlap=[alliance.scope, *further]).select_related("by").order_by("-id")
    )


def entries(events: Iterable[Event], kind: str) -> list[dict[str, Any]]:
    """Entries of the history_list piece of an alliance of `kind`: three queries for any number of events."""
    rows = list(events)
    spoken_for = {event.on_behalf_of for event in rows if event.on_behalf_of}
    names = dict(Actor.objects.filter(pk__in=spoken_for).values_list("pk", "canonical__name"))
    sharers = {event.data["shared_by"] for event in rows if event.data.get("shared_by")}
    people = {str(user.pk): user.name for user in User.objects.filter(pk__in=sharers)}
    return [
        {
            "when": event.at,
            "who": _who(event, people),
            "on_behalf": names.get(event.on_behalf_of, "") if event.on_behalf_of else "",
            "what": str(WORDS.get(event.kind) or registry.event_words.get(event.kind) or event.kind),
            "reason": _detail(event, kind),
            "url": _address(event),
        }
        for event in rows
    ]


def _who(event: Event, people: dict[str, str]) -> str:
    if event.by:
        return event.by.name
    if sharer := event.data.get("shared_by"):
        return _("Por el enlace que compartió %(name)s") % {"name": people.get(sharer, "—")}
    return _("La plataforma")


def _detail(event: Event, kind: str) -> str:
    data = event.data
    if event.kind == "alliance.stage_left":
        return f"{stages.stage_label(data['from'])} → {stages.stage_label(data['to'])}"
    if event.kind == "commitment.moved":
        return f"{_word(data['from'])} → {_word(data['to'])}"
    if event.kind == "commitment.rescheduled":
        return " → ".join(f"{date.fromisoformat(data[name]):%d-%m-%Y}" for name in ("from", "to"))
    if "milestone" in data:
        known = stages.find_milestone(kind, data["milestone"])
        return str(known.label) if known else data["milestone"]
    return ""


def _word(code: str) -> str:
    return str(CommitmentState(code).label) if code in CommitmentState.values else code


def _address(event: Event) -> str:
    page = PAGES.get(event.subject_kind) or registry.event_pages.get(event.subject_kind)
    return reverse(page, args=[event.subject_id]) if page else ""
