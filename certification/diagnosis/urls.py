from django.urls import path

from . import (
    answer_views,
    dimension_views,
    evidence_views,
    guest_views,
    inheriting_views,
    offline,
    piece_views,
    preview,
    question_views,
    register_views,
    sharing_views,
    taking_views,
    views,
)
from .delegation import views as delegation_views
from .letters import views as letter_views
from .paper import views as paper_views
from .spreadsheet import views as spreadsheet_views

public = [
    path("desk/worker.js", offline.worker, name="desk_worker"),
    path("g/<str:token>/", guest_views.guest, name="guest"),
    path("form/", paper_views.blank, name="blank_forms"),
    path("editions/<int:year>/form/", paper_views.blank_of, name="blank_forms_of"),
]
desk = [
    path("<int:year>/answers/<str:code_>/", answer_views.answer, name="answer"),
    path("<int:year>/dimensions/<int:position>/", dimension_views.dimension, name="dimension_form"),
    path("<int:year>/diagnosis/", views.diagnosis, name="diagnosis"),
    path("<int:year>/diagnosis/check/", views.check, name="diagnosis_check"),
    path("<int:year>/diagnosis/sign-off/", views.sign_off, name="diagnosis_signoff"),
    path("<int:year>/diagnosis/submit/", views.submit, name="diagnosis_submit"),
    path("<int:year>/diagnosis/receipts/<int:number>/", views.receipt, name="diagnosis_receipt"),
    path("<int:year>/diagnosis/receipts/<int:number>/copy.pdf", views.copy, name="diagnosis_copy"),
    path("<int:year>/diagnosis/print/", views.printed, name="diagnosis_print"),
    path("<int:year>/diagnosis/paper/", paper_views.paper, name="paper"),
    path("<int:year>/questions/<str:code_>/", question_views.question, name="question"),
    path(
        "<int:year>/questions/<str:code_>/bring-back/",
        question_views.bring_back,
        name="answer_bring_back",
    ),
    path("<int:year>/last-edition/", inheriting_views.inherited, name="inherited"),
    path("<int:year>/changes/", inheriting_views.changes, name="diagnosis_changes"),
    path("<int:year>/spreadsheets/", spreadsheet_views.spreadsheets, name="spreadsheets"),
    path(
        "<int:year>/spreadsheets/<int:position>.xlsx",
        spreadsheet_views.download,
        name="spreadsheet_file",
    ),
    path(
        "<int:year>/spreadsheets/<uuid:pk>/",
        spreadsheet_views.preview,
        name="spreadsheet_preview",
    ),
    path("<int:year>/parts/", delegation_views.parts, name="parts"),
    path("<int:year>/parts/add/", delegation_views.part_add, name="part_add"),
    path("<int:year>/parts/as-last-year/", delegation_views.parts_copy, name="parts_copy"),
    path("<int:year>/parts/<int:pk>/", delegation_views.part_edit, name="part_edit"),
    path("<int:year>/parts/<int:pk>/end/", delegation_views.part_end, name="part_end"),
    path("<int:year>/parts/<int:pk>/invite/", delegation_views.part_invite, name="part_invite"),
    path("<int:year>/parts/<int:pk>/ready/", delegation_views.part_ready, name="part_ready"),
    path("<int:year>/evidence/<str:code_>/", evidence_views.add, name="evidence_add"),
    path("<int:year>/evidence/<str:code_>/use/", evidence_views.use, name="evidence_use"),
    path("<int:year>/evidence/<int:pk>/remove/", evidence_views.remove, name="evidence_remove"),
    path("<int:year>/guests/", sharing_views.guests, name="guests"),
    path("<int:year>/guests/new/", sharing_views.link_new, name="guest_link"),
    path("<int:year>/guests/<int:pk>/renew/", sharing_views.link_renew, name="guest_link_renew"),
    path(
        "<int:year>/guests/<int:pk>/withdraw/",
        sharing_views.link_withdraw,
        name="guest_link_withdraw",
    ),
    path("<int:year>/letters/", letter_views.letters, name="letters"),
    path("<int:year>/letters/new/", letter_views.letter_new, name="letter"),
    path("<int:year>/letters/<int:pk>/again/", letter_views.letter_again, name="letter_again"),
    path("<int:year>/suggestions/<int:pk>/", taking_views.suggestion, name="suggestion"),
    path("evidence/", register_views.evidence, name="evidence"),
    path("evidence/<int:pk>/", piece_views.piece, name="piece"),
]

staff = [
    path("questionnaires/drafts/<int:pk>/preview/", preview.preview, name="draft_preview"),
    path(
        "questionnaires/drafts/<int:pk>/preview/<int:position>/",
        preview.preview,
        name="draft_preview_of",
    ),
]
