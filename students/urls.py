from django.urls import path

from .views import enrolment, pattern, presence, referral, student

app_name = "students"

urlpatterns = [
    path("", student.student_list, name="student_list"),
    path("nieuw/", student.student_create, name="student_create"),
    path("<int:student_id>/", student.student_detail, name="student_detail"),
    path("<int:student_id>/wijzigen/", student.student_edit, name="student_edit"),
    path("<int:student_id>/weekpatroon/", pattern.week_pattern, name="week_pattern"),
    path("<int:student_id>/afwezig/", presence.absence_create, name="absence_create"),
    path("afwezig/<int:absence_id>/", presence.absence_edit, name="absence_edit"),
    path("afwezig/<int:absence_id>/weg/", presence.absence_remove, name="absence_remove"),
    path("<int:student_id>/inschrijven/", enrolment.enrolment_create, name="enrolment_create"),
    path("inschrijving/<int:enrolment_id>/afsluiten/", enrolment.enrolment_end, name="enrolment_end"),
    path("<int:student_id>/aanmelding/", enrolment.referral_create, name="referral_create"),
    path("aanmelding/<int:referral_id>/", enrolment.referral_edit, name="referral_edit"),
    path("kandidaten/", referral.referral_list, name="referral_list"),
]
