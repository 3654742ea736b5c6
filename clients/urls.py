from django.urls import path

from .views import agreement, client, pause

app_name = "clients"

urlpatterns = [
    path("", client.client_list, name="client_list"),
    path("nieuw/", client.client_create, name="client_create"),
    path("<int:client_id>/", client.client_detail, name="client_detail"),
    path("<int:client_id>/wijzigen/", client.client_edit, name="client_edit"),
    path("<int:client_id>/overeenkomst/", agreement.agreement_create, name="agreement_create"),
    path("<int:client_id>/pauze/", pause.pause_create, name="pause_create"),
    path("pauze/<int:pause_id>/", pause.pause_edit, name="pause_edit"),
    path("pauze/<int:pause_id>/weg/", pause.pause_remove, name="pause_remove"),
    path("<int:client_id>/stoppen/", pause.client_end, name="client_end"),
    path("<int:client_id>/weer-open/", pause.client_reopen, name="client_reopen"),
]
