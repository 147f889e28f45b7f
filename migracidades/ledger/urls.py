from django.urls import path

from . import views

public = [
    path("demo-mail/", views.demo_list, name="demo_mail"),
    path("demo-mail/<uuid:pk>/", views.demo_detail, name="demo_message"),
]
staff = [
    path("mail/", views.mail_list, name="mail_list"),
    path("mail/<uuid:pk>/", views.mail_detail, name="mail_detail"),
    path("jobs/", views.jobs, name="jobs"),
]
