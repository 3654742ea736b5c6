from django.urls import path

from .views import calendar, home, location, tasks

app_name = "organisation"

urlpatterns = [
    path("", home.home, name="home"),
    path("wissel/", home.switch, name="switch"),
    path("geen-rol/", home.no_role, name="no_role"),
    path("locatie/", location.location_detail, name="location_detail"),
    path("locatie/<int:school_year>/", location.location_detail, name="location_year"),
    path("locatie/kalender/", calendar.calendar_year, name="calendar"),
    path("locatie/kalender/<int:school_year>/", calendar.calendar_year, name="calendar_year"),
    path("locatie/kalender/<int:school_year>/ophalen/", calendar.calendar_import, name="calendar_import"),
    path("locatie/kalender/periode/", calendar.calendar_period_create, name="calendar_period_create"),
    path("locatie/kalender/periode/<int:pk>/", calendar.calendar_period_edit, name="calendar_period_edit"),
    path("locatie/kalender/periode/<int:pk>/weg/", calendar.calendar_period_delete, name="calendar_period_delete"),
    path("taken/", tasks.task_list, name="task_list"),
    path("taken/<int:pk>/", tasks.task_detail, name="task_detail"),
    path("taken/<int:pk>/uitkomst/", tasks.task_answer, name="task_answer"),
    path("taken/<int:pk>/wie/", tasks.task_assign, name="task_assign"),
]
