from django.urls import path

from . import draft_views, part_views, publishing_views, views

public = [
    path("dimensions/", views.dimensions, name="dimensions"),
    path("dimensions/<str:code>/", views.dimension, name="dimension"),
]

DRAFT = "questionnaires/drafts/<int:pk>/"
PUBLISHED = "questionnaires/<int:pk>/"
staff = [
    path("questionnaires/", draft_views.frameworks, name="frameworks"),
    path("questionnaires/import/", draft_views.take_in, name="framework_import"),
    path(PUBLISHED, draft_views.begin, name="framework"),
    path(f"{PUBLISHED}yaml/", draft_views.framework_yaml, name="framework_download"),
    path(
        f"{PUBLISHED}translations/<str:language>/",
        publishing_views.translations,
        name="framework_translations",
    ),
    path(
        f"{PUBLISHED}translations/<str:language>/head/",
        publishing_views.correct,
        name="translation_head",
    ),
    path(
        f"{PUBLISHED}translations/<str:language>/<str:holder>/",
        publishing_views.correct,
        name="translation",
    ),
    path(DRAFT, draft_views.draft, name="draft"),
    path(f"{DRAFT}yaml/", draft_views.draft_yaml, name="draft_download"),
    path(f"{DRAFT}turn/", draft_views.turn, name="draft_turn"),
    path(f"{DRAFT}missing/<str:language>/", draft_views.missing, name="draft_missing"),
    path(f"{DRAFT}publish/", publishing_views.publish, name="draft_publish"),
    path(f"{DRAFT}head/", part_views.edit, name="draft_head"),
    path(f"{DRAFT}add/", part_views.add, name="draft_add"),
    path(f"{DRAFT}add/<str:dimension>/", part_views.add, name="draft_add_question"),
    path(f"{DRAFT}parts/<str:code>/", part_views.edit, name="draft_part"),
    path(f"{DRAFT}parts/<str:code>/remove/", part_views.remove, name="draft_remove"),
    path(f"{DRAFT}parts/<str:code>/move/", part_views.move, name="draft_move"),
]
