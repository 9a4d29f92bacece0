"""Administration of users: the foundation makes accounts here; the person sets her password by mail."""

import secrets
from typing import Any

from django import forms
from django.contrib import admin

from accounts.models import User


class UserAdminForm(forms.ModelForm):
    """Without `is_active`: an account is shut on its own page, where all that it gave ends with it."""

    class Meta:
        model = User
        fields = ("email", "name", "kind", "is_foundation_staff", "is_staff", "is_superuser")


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    form = UserAdminForm
    list_display = ("email", "name", "kind", "is_foundation_staff", "is_active")
    list_filter = ("kind", "is_foundation_staff", "is_active")
    search_fields = ("email", "name")

    def save_model(self, request: Any, obj: User, form: Any, change: bool) -> None:
        if not change:
            # A random, unknown password lets the reset mail work; the person then chooses her own.
            obj.set_password(None if obj.kind == User.Kind.SERVICE else _unknown_password())
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: Any, obj: User | None = None) -> bool:
        return False  # people are deactivated; their acts stay


def _unknown_password() -> str:
    return secrets.token_urlsafe(32)


admin.site.site_header = "Convergencia"
admin.site.site_title = "Convergencia"
