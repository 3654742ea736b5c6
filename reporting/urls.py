from django.urls import path

from .views import home, report

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
]
