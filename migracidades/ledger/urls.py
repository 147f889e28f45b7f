from django.urls import path

from . import decision_views, views

public = [
    path("demo-mail/", views.demo_list, name="demo_mail"),
    path("demo-mail/<uuid:pk>/", views.demo_detail, name="demo_message"),
]
staff = [
    path("mail/", views.mail_list, name="mail_list"),
    path("mail/<uuid:pk>/", views.mail_detail, name="mail_detail"),
    path("decisions/", decision_views.decisions, name="decisions"),
    path("jobs/", views.jobs, name="jobs"),
]
