from django.urls import path

from .views import mine, sign_off, student

app_name = "portfolio"

urlpatterns = [
    path("", sign_off.home, name="home"),
    path("onderdelen/<int:pk>/aftekenen/", sign_off.sign_item, name="sign_item"),
    path("onderdelen/<int:pk>/teruggeven/", sign_off.return_item, name="return_item"),
    path("studenten/<int:pk>/", student.student_portfolio, name="student_portfolio"),
    path("studenten/<int:pk>/kaart/", student.student_card, name="student_card"),
    path("studenten/<int:pk>/aftekenlijst/", student.give_programme, name="give_programme"),
    path("mijn/", mine.my_portfolio, name="my_portfolio"),
    path("mijn/<int:pk>/", mine.hand_in_item, name="hand_in_item"),
]
