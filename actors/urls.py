from django.urls import path

from actors import views
from actors.views import directory, duplicates, merging, people, records

app_name = "actors"
urlpatterns = [
    path("", directory.listing, name="list"),
    path("exportar/", directory.export, name="export"),
    path("nuevo/", views.create, name="create"),
    path("parecidos/", duplicates.alike, name="alike"),
    path("duplicados/", duplicates.listing, name="duplicates"),
    path("duplicados/buscar/", duplicates.search, name="find_duplicates"),
    path("duplicados/<int:pk>/distintas/", duplicates.dismiss, name="dismiss_suspect"),
    path("duplicados/<int:pk>/reabrir/", duplicates.reopen, name="reopen_suspect"),
    path("fusiones/", merging.merges, name="merges"),
    path("fusiones/<uuid:pk>/deshacer/", merging.undo, name="undo_merge"),
    path("<uuid:pk>/reunir/", merging.choose, name="choose_merge"),
    path("<uuid:pk>/reunir/<uuid:other>/", merging.merge, name="merge"),
    path("<uuid:pk>/", views.detail, name="actor"),
    path("<uuid:pk>/editar/", views.edit, name="edit"),
    path("<uuid:pk>/mesas/", views.work, name="work"),
    path("<uuid:pk>/interno/", views.inner, name="inner"),
    path("<uuid:pk>/contactos/nuevo/", records.add_contact, name="add_contact"),
    path("contactos/<uuid:pk>/editar/", records.edit_contact, name="edit_contact"),
    path("contactos/<uuid:pk>/termino/", records.end_contact, name="end_contact"),
    path("<uuid:pk>/mandatos/nuevo/", records.add_mandate, name="add_mandate"),
    path("mandatos/<uuid:pk>/editar/", records.edit_mandate, name="edit_mandate"),
    path("<uuid:pk>/notas/", records.add_note, name="add_note"),
    path("notas/<uuid:pk>/retirar/", records.withdraw_note, name="withdraw_note"),
    path("<uuid:pk>/archivos/nuevo/", records.add_file, name="add_file"),
    path("archivos/<uuid:pk>/retirar/", records.withdraw_file, name="withdraw_file"),
    path("<uuid:pk>/personas/", people.of_actor, name="people"),
    path("<uuid:pk>/personas/invitar/", people.invite, name="invite"),
    path("invitaciones/<uuid:pk>/reenviar/", people.resend, name="resend_invitation"),
    path("invitaciones/<uuid:pk>/retirar/", people.revoke, name="revoke_invitation"),
    path("representaciones/<uuid:pk>/", people.change, name="membership"),
    path("representaciones/<uuid:pk>/terminar/", people.end, name="end_membership"),
]
