"""Template tags the look needs: pieces, fields, error summary, tones and dates as text.

No rule of the field lives here: views hand over states and labels, this module only draws them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BaseFormSet, BoundField
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.templatetags.icons import draw

register = template.Library()

# Passed on to every piece; everything else a piece shows is given by name.
SHARED = ("request", "user", "csrf_token", "perms", "LANGUAGE_CODE")

TONES: dict[str, tuple[str, ...]] = {
    "good": (
        *("met", "done", "approved", "sealed", "fulfilled", "verified", "finished", "succeeded", "success"),
        *("cumplido", "cumplida", "aprobada", "sellada", "verificado", "terminado", "lista", "good"),
    ),
    "info": (
        *("current", "in_progress", "circulated", "running", "info", "overridden", "debug"),
        *("en_curso", "circulada", "en_desarrollo", "eximido"),
    ),
    "late": ("rescheduled", "reprogramado", "waiting", "warning", "late", "due_soon", "por_vencer"),
    "lost": ("overdue", "vencido", "failed", "rejected", "error", "lost", "declined", "fallido", "objetada"),
    "attention": ("attention", "blocked", "stalled", "objected", "demo", "bloqueado", "detenida"),
}
TONE_OF = {state: tone for tone, states in TONES.items() for state in states}
TONE_ICON = {
    "good": "check",
    "info": "info",
    "late": "clock",
    "lost": "alert",
    "attention": "alert",
    "neutral": "",
}
MILESTONE_ICON = {
    "met": "met",
    "missing": "missing",
    "overridden": "overridden",
    "not_applicable": "not-applicable",
}
SECTOR_SHAPE = {
    "publico": "public",
    "público": "public",
    "public": "public",
    "sociedad_civil": "civil",
    "civil_society": "civil",
    "civil": "civil",
    "mercado": "market",
    "market": "market",
    "red_mixta": "mixed",
    "mixed_network": "mixed",
    "mixed": "mixed",
    "internacional": "international",
    "cooperacion_internacional": "international",
    "international": "international",
    "international_cooperation": "international",
}


SECTOR_NAME = {
    "public": _("Sector público"),
    "civil": _("Sociedad civil"),
    "market": _("Mercado"),
    "mixed": _("Red mixta"),
    "international": _("Cooperación internacional"),
    "unknown": _("Sector sin indicar"),
}


@register.simple_tag(takes_context=True)
def component(context: Context, piece: str, data: Any = None, **values: Any) -> SafeString:
    """Draws templates/components/<piece>.html with only the given values; `data` maps names to them."""
    given: dict[str, Any] = {key: context[key] for key in SHARED if key in context}
    if isinstance(data, Mapping):
        given.update(data)
    elif is_dataclass(data):
        given.update({item.name: getattr(data, item.name) for item in fields(data)})
    elif data:
        raise TypeError("component: data must be a mapping or a dataclass")
    given.update(values)
    # A plain Context: with the request's, every piece would run every context processor again.
    assert context.template is not None
    template = context.template.engine.get_template(f"components/{piece}.html")
    return template.render(Context(given, autoescape=context.autoescape))


@register.simple_tag
def field(
    bound: BoundField,
    hint: str | None = None,
    label: str | None = None,
    width: str = "",
    optional: bool = True,
    hide_label: bool = False,
    **attrs: Any,
) -> SafeString:
    """Draws one bound field with label, hint and error. Other keywords become HTML attributes (`_` → `-`)."""
    if hint is not None:
        bound.help_text = hint
    if label is not None:
        bound.label = label
    html_attrs = {key.replace("_", "-"): value for key, value in attrs.items()}
    shown = {
        "field": bound,
        "control": bound.as_widget(attrs=html_attrs) if html_attrs else None,
        "width": width,
        "no_optional": not optional,
        "hide_label": hide_label,
    }
    return mark_safe(bound.form.renderer.render(bound.template_name, shown))


@register.simple_tag
def file_field(
    bound: BoundField, hint: str | None = None, accept: str | None = None, capture: str | None = None
) -> SafeString:
    """`field` for a file, with what the browser may offer (`accept`, `capture`)."""
    attrs: dict[str, Any] = {key: value for key, value in (("accept", accept), ("capture", capture)) if value}
    return field(bound, hint=hint or None, **attrs)


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet | None) -> dict[str, Any]:
    """One box with every error of the given forms and formsets, each with a link to its field."""
    return {"errors": [entry for form in forms if form is not None for entry in _errors_of(form)]}


def _errors_of(form: BaseForm | BaseFormSet, where: str = "") -> Iterable[dict[str, str]]:
    """Each error as text and link; the label goes first, since "Este campo es obligatorio" alone says nothing."""
    if isinstance(form, BaseFormSet):
        if not form.is_bound:
            return
        for text in form.non_form_errors():
            yield {"text": str(text), "href": ""}
        for number, child in enumerate(form.forms, start=1):
            yield from _errors_of(child, gettext("Fila %(number)d, ") % {"number": number})
        return
    if not form.is_bound:
        return
    for text in form.non_field_errors():
        yield {"text": str(text), "href": ""}
    for name, texts in form.errors.items():
        if name not in form.fields:
            continue
        bound = form[name]
        target = _focus_id(bound)
        for text in texts:
            named = bound.label and not bound.is_hidden
            said = f"{where}{bound.label}: {text}" if named else f"{where}{text}"
            yield {"text": said, "href": f"#{target}" if target and not bound.is_hidden else ""}


def _focus_id(bound: BoundField) -> str:
    """The id of the first control: a group of radios has none of its own."""
    if bound.use_fieldset:
        for sub in bound.subwidgets:
            return str(sub.id_for_label or bound.auto_id)
    return str(bound.id_for_label or bound.auto_id)


@register.filter
def tone(state: Any) -> str:
    """Tone of a state's word; unknown words are neutral."""
    return TONE_OF.get(str(state or "").lower().replace("-", "_"), "neutral")


@register.filter
def tone_icon(name: Any) -> str:
    return TONE_ICON.get(str(name or ""), "")


@register.filter
def milestone_icon(state: Any) -> str:
    return MILESTONE_ICON.get(str(state or "").replace("-", "_"), "missing")


@register.filter
def sector_shape(sector: Any) -> str:
    """Name of the shape of a sector, from its code."""
    return SECTOR_SHAPE.get(str(sector or "").lower(), "unknown")


@register.simple_tag
def sector_icon(sector: Any) -> SafeString:
    """Shape of a sector, with its name for those who do not see it."""
    shape = sector_shape(sector)
    return draw(f"sector-{shape}", css=f"sector-{shape}", label=str(SECTOR_NAME[shape]))


@register.filter
def at(items: Sequence[Any], index: int) -> Any:
    """The item at a place; None beyond the end."""
    return items[index] if index < len(items) else None


@register.filter
def page_numbers(page: Page) -> list[int | None]:
    """Numbers to show for a page, None for a gap."""
    shown: list[int | None] = []
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        shown.append(number if isinstance(number, int) else None)
    return shown


@register.simple_tag(takes_context=True)
def page_url(context: Context, number: int, param: str = "") -> str:
    """Address of another page of the same list: the query as it is, with the number replaced.

    With its path, since a panel that htmx put into another page would resolve a bare query against that page.
    """
    request = context.get("request")
    query = dict(request.GET.lists()) if request else {}
    query[param or "page"] = [str(number)]
    return f"{request.path if request else ''}?{urlencode(query, doseq=True)}"


@register.filter
def count_state(items: Iterable[Any], states: str) -> int:
    """How many of the items are in one of the states (`"met overridden"`)."""
    wanted = states.split()
    found = 0
    for item in items or ():
        state = item.get("state") if isinstance(item, Mapping) else getattr(item, "state", "")
        found += str(state) in wanted
    return found


@register.filter
def day(value: Any) -> str | SafeString:
    """`20-11-2026` inside its `<time>`; text passes through."""
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    if isinstance(value, date):
        return format_html('<time datetime="{}">{}</time>', value.strftime("%Y-%m-%d"), f"{value:%d-%m-%Y}")
    return "" if value is None else str(value)


@register.filter
def moment(value: Any) -> str | SafeString:
    """`20-11-2026, 09:30` in the current zone inside its `<time>`; a plain date has no hour."""
    if not isinstance(value, datetime):
        return day(value)
    value = timezone.localtime(value) if timezone.is_aware(value) else value
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), f"{value:%d-%m-%Y, %H:%M}")


@register.filter
def widget_kind(bound: BoundField) -> str:
    """What kind of control a field is: check, file, or plain."""
    kind = getattr(bound.field.widget, "input_type", "")
    if kind == "checkbox" and not bound.use_fieldset:
        return "check"
    return "file" if kind == "file" else "plain"


@register.simple_block_tag(end_name="endfieldgroup")
def fieldgroup(content: str, legend: str, hint: str = "", css: str = "", id: str = "") -> SafeString:
    """`<fieldset>` with legend and hint around fields that answer one question together."""
    described = format_html(' aria-describedby="{}-hint"', id) if hint and id else ""
    hint_id = format_html(' id="{}-hint"', id) if id else ""
    shown = format_html('<p class="hint"{}>{}</p>', hint_id, hint) if hint else ""
    return format_html(
        '<fieldset class="group {}"{}><legend>{}</legend>{}<div class="group-body">{}</div></fieldset>',
        css,
        described,
        legend,
        shown,
        mark_safe(content),
    )
