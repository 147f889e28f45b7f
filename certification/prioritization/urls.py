from django.urls import URLPattern, path

from . import staff_views, views

PRIORITIES = "<int:year>/priorities/"

public: list[URLPattern] = []
desk = [
    path(PRIORITIES, views.plan, name="plan"),
    path(f"{PRIORITIES}add/", views.priority_add, name="priority_add"),
    path(f"{PRIORITIES}propose/", views.plan_propose, name="plan_propose"),
    path(f"{PRIORITIES}<int:pk>/", views.priority_edit, name="priority_edit"),
    path(f"{PRIORITIES}<int:pk>/remove/", views.priority_remove, name="priority_remove"),
]
staff = [
    path("plans/", staff_views.plans, name="plans"),
    path("plans/<int:year>/", staff_views.plans, name="plans_of"),
    path("plans/plan/<int:pk>/", staff_views.plan, name="plan"),
]
