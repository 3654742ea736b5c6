from django.urls import path

from .views import home, report, what_if

app_name = "reporting"

urlpatterns = [
    path("stuurgroep/", report.report_list, name="report_list"),
    path("stand-van-zaken/", home.home, name="home"),
    path("stuurgroep/nieuw/", report.create, name="create_report"),
    path("stuurgroep/<int:pk>/", report.report_detail, name="report_detail"),
    path("stuurgroep/<int:pk>/teksten/", report.edit_report, name="edit_report"),
    path("stuurgroep/<int:pk>/publiceren/", report.publish_report, name="publish_report"),
    path("stuurgroep/<int:pk>/verbeteren/", report.correct_report, name="correct_report"),
    path("stuurgroep/<int:pk>/pdf/", report.report_pdf, name="report_pdf"),
    path("wat-als/", what_if.what_if, name="what_if"),
    path("wat-als/studenten/", what_if.what_if_students, name="what_if_students"),
    path("wat-als/<int:pk>/", what_if.what_if_result, name="what_if_result"),
    path("wat-als/<int:pk>/stop/", what_if.what_if_stop, name="what_if_stop"),
    path("wat-als/<int:pk>/bewaren/", what_if.what_if_keep, name="what_if_keep"),
    path("wat-als/bewaard/<int:pk>/", what_if.scenario_detail, name="scenario_detail"),
    path("wat-als/bewaard/<int:pk>/verwijderen/", what_if.scenario_delete, name="scenario_delete"),
]
