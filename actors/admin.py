"""Administration: territory and kinds to look at, and who acts for which organisation."""

from typing import Any

from django.contrib import admin

from actors.models import Actor, ActorKind, Comuna, Membership, Region, Tag


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that only a command or a service writes."""

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False


@admin.register(Actor)
class ActorAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "level", "rut")
    list_select_related = ("kind",)
    search_fields = ("name", "short_name", "rut")


@admin.register(Tag)
class TagAdmin(ReadOnlyAdmin):
    """Contacts, mandates, notes and papers are not here: the services alone write them, and visible_to shows them."""

    list_display = ("name",)
    search_fields = ("name",)


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    """Access is ended with a date, never deleted: what the person did stays explained."""

    list_display = ("user", "actor", "role", "title", "since", "until")
    list_filter = ("role",)
    list_select_related = ("user", "actor")
    search_fields = ("user__name", "user__email", "actor__name", "actor__short_name")
    autocomplete_fields = ("user", "actor")
    date_hierarchy = "since"

    def has_delete_permission(self, request: Any, obj: Membership | None = None) -> bool:
        return False


@admin.register(ActorKind)
class ActorKindAdmin(ReadOnlyAdmin):
    list_display = ("code", "name_es", "sector", "role")
    list_filter = ("sector",)


@admin.register(Region)
class RegionAdmin(ReadOnlyAdmin):
    list_display = ("order", "name", "roman", "code")


@admin.register(Comuna)
class ComunaAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "region", "population", "time_zone")
    list_filter = ("region",)
    search_fields = ("name",)
