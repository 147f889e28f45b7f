from django.urls import path

from . import staff_views, views

public = [
    path("invitations/<str:token>/", views.invitation, name="invitation"),
    path("invitations/<str:token>/accept/", views.invitation_accept, name="invitation_accept"),
    path("invitations/<str:token>/sign-up/", views.invitation_sign_up, name="invitation_sign_up"),
    path("invitations/<str:token>/again/", views.invitation_again, name="invitation_again"),
]
desk = [
    path("people/", views.people, name="people"),
    path("people/<int:pk>/hand-over/", views.people_hand_over, name="people_hand_over"),
    path("people/<int:pk>/end/", views.people_end, name="people_end"),
    path("people/invitations/<int:pk>/withdraw/", views.people_withdraw, name="people_withdraw"),
]
staff = [
    path("people/", staff_views.people, name="people"),
    path("people/invite/", staff_views.people_invite, name="people_invite"),
    path("people/<int:pk>/hand-over/", staff_views.people_hand_over, name="people_hand_over"),
    path("people/<int:pk>/end/", staff_views.people_end, name="people_end"),
    path("people/invitations/", staff_views.invitations, name="invitations"),
    path(
        "people/invitations/<int:pk>/withdraw/",
        staff_views.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("governments/import/", staff_views.governments_import, name="governments_import"),
    path(
        "governments/import/<uuid:pk>/",
        staff_views.governments_preview,
        name="governments_preview",
    ),
]
