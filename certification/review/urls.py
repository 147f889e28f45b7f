from django.urls import URLPattern, path

from . import question_views, staff_views, views

public: list[URLPattern] = []
desk = [path("<int:year>/scorecard/", views.scorecard, name="scorecard")]
staff = [
    path("review/", staff_views.review_queue, name="review_queue"),
    path("editions/<int:year>/rescore/", staff_views.edition_rescore, name="edition_rescore"),
    path("review/<int:pk>/", staff_views.review, name="review"),
    path(
        "review/<int:pk>/questions/<str:code>/",
        question_views.review_question,
        name="review_question",
    ),
    path("review/<int:pk>/act/", staff_views.review_act, name="review_act"),
    path("review/<int:pk>/assign/", staff_views.review_assign, name="review_assign"),
    path("review/<int:pk>/scorecard/", staff_views.scorecard_staff, name="review_scorecard"),
    path(
        "review/<int:pk>/dimensions/<int:position>/",
        staff_views.review_dimension,
        name="review_dimension",
    ),
]
