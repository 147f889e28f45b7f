"""Who may open what: every address of the site, declared once. A new one without a line fails.

A line names the pattern, who may read it (GET), who may send to it (POST) and from which rows of
an estate its parameters are filled. ``tests/test_access_matrix.py`` tries everybody at every line.
"""

from certification.diagnosis.piece_views import ACTS as PIECE_ACTS
from migracidades.tenancy.models import Role
from migracidades.tenancy.rules import ANSWERING, LEADING, REVIEWING, RULING
from tests.doors import (
    EVERYBODY,
    NOBODY,
    SIGNED_IN,
    STAFF,
    TEAM,
    Side,
    desk,
    door,
    public,
    records,
    staff,
)

OWNER = (Role.LEAD,)  # who applied, sent the certificate, uploaded the evidence
COORDINATING = (*RULING, Role.COORDINATOR)
TRAINING = (Role.ADMINISTRATOR, Role.COORDINATOR)
CHECKING = (Role.ANALYST, Role.COORDINATOR, Role.ADMINISTRATOR)
REPORTING = (Role.COORDINATOR, Role.ADMINISTRATOR, Role.ISSUER, Role.OPERATOR)
EXPORTING = (*REPORTING, Role.ANALYST)
MAIL = (Role.OPERATOR, Role.ADMINISTRATOR, Role.COORDINATOR)

LOBBY = [
    door(Side.LOBBY, "lobby", EVERYBODY),
    door(Side.LOBBY, "programmes", (Role.OPERATOR,)),
    door(Side.LOBBY, "health_live", EVERYBODY, EVERYBODY),
    door(Side.LOBBY, "health_ready", EVERYBODY, EVERYBODY),
    # From this very machine; who asks from elsewhere: tests/operations/test_health.py.
    door(Side.LOBBY, "health_deep", NOBODY, closed=(503, 405)),  # unwell: no worker is at work
    door(Side.LOBBY, "health_metrics", EVERYBODY),
    door(Side.LOBBY, "security_txt", NOBODY, closed=(404, 405)),
]

GOVERNMENT = {"code": ".country.here.code"}
SEAL = {"code": ".seal.code"}
TOKEN = {"token": ".token"}

PUBLIC = [
    public("home"),
    public("theme"),
    public("set_language", NOBODY, EVERYBODY),
    public("desk", SIGNED_IN),
    public("government", **GOVERNMENT),
    public("verify", EVERYBODY, EVERYBODY),
    public("verification", **SEAL),
    public("seal_file", **SEAL),
    public("register"),
    public("register_of"),
    public("call"),
    public("commitment"),
    public("admitted"),
    public("apply", SIGNED_IN, SIGNED_IN),
    public("my_applications", SIGNED_IN),
    public("application", OWNER, OWNER, pk=".application.pk"),
    public("application_withdraw", OWNER, OWNER, pk=".application.pk"),
    # Who holds the link was written to: by whom, and at which address.
    public("invitation", **TOKEN, tells=True),
    public("invitation_accept", NOBODY, EVERYBODY, **TOKEN),
    public("invitation_sign_up", NOBODY, EVERYBODY, **TOKEN, tells=True),
    public("invitation_again", NOBODY, EVERYBODY, **TOKEN),
    public("desk_worker"),
    # Who holds the link was written to: by whom, for which government.
    public("guest", EVERYBODY, EVERYBODY, token=".guest_token", tells=True),
    public("blank_forms"),
    public("blank_forms_of"),
    public("dimensions"),
    public("dimension", code="D1"),
    public("file", OWNER, pk=".evidence.version.file.pk"),
    # In a demonstration the mail lies open, so that whoever tries it finds the links.
    public("demo_mail", tells=True),
    public("demo_message", pk=".message.pk", tells=True),
    public("training"),
    public("completion_upload", SIGNED_IN, SIGNED_IN, code=".shared.course.code"),
]

API = [
    public("api"),
    *[
        public(f"api:{name}")
        for name in (
            "root",
            "schema",
            "programme",
            "editions",
            "edition",
            "dimensions",
            "certified",
        )
    ],
    public("api:seal", **SEAL),
]

ANSWER = {"code_": "D1.1"}
PIECE = {"piece": ".evidence.version.piece_id"}
PRIORITY = {"pk": ".priority.pk"}
GUEST_LINK = {"pk": ".suggestion.link_id"}
SUGGESTION = {"pk": ".suggestion.pk"}

DESK = [
    desk("desk_home"),
    desk("desk_edition"),
    desk("archive", LEADING),
    desk("archive_file", LEADING, writes=True),
    desk("diagnosis"),
    desk("diagnosis_check"),
    desk("diagnosis_signoff", NOBODY, (Role.SIGNATORY,)),
    desk("diagnosis_submit", NOBODY, LEADING),
    desk("diagnosis_receipt", number="1"),
    desk("diagnosis_copy", (*LEADING, Role.SIGNATORY), number="1"),
    desk("diagnosis_print"),
    desk("paper", TEAM, TEAM),
    desk("dimension_form", position="1"),
    desk("answer", ANSWERING, ANSWERING, **ANSWER),
    desk("question", TEAM, TEAM, **ANSWER),
    desk("answer_bring_back", NOBODY, ANSWERING, body={"version": "1"}, **ANSWER),
    desk("parts", LEADING),
    desk("part_add", LEADING, LEADING),
    desk("parts_copy", NOBODY, LEADING),
    desk("part_edit", LEADING, LEADING, pk=".part.pk"),
    desk("part_end", LEADING, LEADING, pk=".part.pk"),
    desk("part_invite", NOBODY, LEADING, pk=".part.pk"),
    desk("part_ready", NOBODY, ANSWERING, pk=".part.pk"),
    desk("evidence_add", ANSWERING, ANSWERING, **ANSWER),
    desk("evidence_use", NOBODY, ANSWERING, body=PIECE, **ANSWER),
    desk("evidence_remove", NOBODY, ANSWERING, pk=".evidence.pk"),
    desk("inherited", ANSWERING, ANSWERING, body={"code": "D1.1"}),
    desk("diagnosis_changes"),
    desk("spreadsheets", ANSWERING, ANSWERING),
    desk("spreadsheet_file", ANSWERING, position="1"),
    desk("spreadsheet_preview", ANSWERING, ANSWERING, pk=".workbook.pk"),
    desk("guests", ANSWERING),
    desk("guest_link", ANSWERING, ANSWERING),
    # A contributor changes what they made themselves.
    desk("guest_link_renew", NOBODY, LEADING, **GUEST_LINK),
    desk("guest_link_withdraw", NOBODY, LEADING, **GUEST_LINK),
    desk("letters", LEADING),
    desk("letter", LEADING, LEADING),
    desk("letter_again", NOBODY, LEADING, pk=".letter.pk"),
    desk("suggestion", NOBODY, acts=dict.fromkeys(("take", "set_aside"), ANSWERING), **SUGGESTION),
    desk("evidence", TEAM, ANSWERING),
    desk("piece", TEAM, acts=dict.fromkeys(PIECE_ACTS, ANSWERING), pk=PIECE["piece"]),
    desk("scorecard"),
    desk("plan"),
    desk("priority_add", LEADING, LEADING),
    desk("plan_propose", NOBODY, LEADING),
    desk("priority_edit", LEADING, LEADING, **PRIORITY),
    desk("priority_remove", LEADING, LEADING, **PRIORITY),
    desk("monitoring"),
    desk("progress_save", ANSWERING, ANSWERING, **PRIORITY),
    desk("monitoring_report", NOBODY, LEADING),
    desk("withdraw", (Role.LEAD,), (Role.LEAD,)),
    desk("people", LEADING, LEADING),
    desk("people_hand_over", LEADING, LEADING, pk=".seat.pk"),
    desk("people_end", LEADING, LEADING, pk=".seat.pk"),
    desk("people_withdraw", NOBODY, LEADING, pk=".invitation.pk"),
    desk("file_begin", NOBODY, ANSWERING),
    desk("file_part", NOBODY, ANSWERING),
    desk("file_done", NOBODY, ANSWERING),
    desk("desk_file", pk=".evidence.version.file.pk"),
]

DIAGNOSIS = {"pk": ".diagnosis.pk"}
FRAMEWORK = {"pk": ".shared.edition.questionnaire.pk"}
DRAFT = {"pk": ".shared.draft.pk"}
WORDS = {"message": "x", "reason": "x", "comment": "x", "feedback": "x"}

STAFF_PAGES = [
    staff("applications"),
    staff(
        "application",
        acts=dict.fromkeys(("admit", "wait", "refuse", "reopen"), COORDINATING),
        body=WORDS,
        pk=".pending.pk",
    ),
    staff("extensions", COORDINATING, COORDINATING),
    staff("participations"),
    staff("edition_rescore", NOBODY, COORDINATING),
    staff("edition_clone", RULING, RULING),
    staff("participation_withdraw", COORDINATING, COORDINATING, pk=".participation.pk"),
    staff("events"),
    staff("events_of"),
    staff(
        "event",
        acts=dict.fromkeys(("plan", "hold", "reopen"), COORDINATING),
        body=WORDS,
        pk=".participation.pk",
        event="workshop",
    ),
    staff("people", COORDINATING),
    staff("people_invite", COORDINATING, COORDINATING),
    staff("people_hand_over", RULING, RULING, pk=".seat.pk"),
    staff("people_end", COORDINATING, RULING, pk=".seat.pk"),
    staff("invitations", COORDINATING),
    staff("invitation_withdraw", NOBODY, RULING, pk=".invitation.pk"),
    staff("governments_import", RULING, RULING),
    staff("governments_preview", RULING, RULING, pk=".shared.governments_table.pk"),
    staff("review_queue"),
    staff("review", **DIAGNOSIS),
    staff(
        "review_act",
        NOBODY,
        acts={
            "take": REVIEWING,
            "return": REVIEWING,
            "approve": REVIEWING,
            "validate": (Role.COORDINATOR,),
            "send_back": (Role.COORDINATOR,),
            "consent": (Role.ISSUER, Role.ADMINISTRATOR),
        },
        body=WORDS,
        **DIAGNOSIS,
    ),
    staff(
        "review_assign",
        NOBODY,
        (Role.COORDINATOR,),
        body={"seat": ".shared.staff_seat.pk"},
        **DIAGNOSIS,
    ),
    staff("review_scorecard", **DIAGNOSIS),
    staff("review_question", STAFF, REVIEWING, code="D1.1", **DIAGNOSIS),
    staff("review_dimension", STAFF, REVIEWING, position="1", **DIAGNOSIS),
    staff("plans"),
    staff("plans_of"),
    staff("plan", acts=dict.fromkeys(("return", "accept"), REVIEWING), body=WORDS, pk=".plan.pk"),
    staff("seals"),
    staff("seals_of"),
    staff("seals_issue", NOBODY, (Role.ISSUER,)),
    staff("seal", **SEAL),
    staff(
        "seal_change",
        NOBODY,
        acts=dict.fromkeys(("suspend", "reinstate", "revoke"), (Role.ISSUER,)),
        body=WORDS,
        **SEAL,
    ),
    staff("monitoring_queue"),
    staff("monitoring_queue_of"),
    staff(
        "monitoring_report_of",
        acts={
            "answer": REVIEWING,
            "reopen": REVIEWING,
            "close": (Role.COORDINATOR, Role.ADMINISTRATOR),
        },
        body=WORDS,
        pk=".monitoring.pk",
    ),
    staff("edition_reports"),
    staff("edition_report_request", NOBODY, REPORTING),
    staff("edition_report", pk=".shared.report.pk"),
    staff("dataset", EXPORTING),
    staff("dataset_of", EXPORTING),
    # Who took the data away is written down.
    staff("dataset_file", EXPORTING, file="answers.csv", writes=True),
    staff("completions"),
    staff(
        "completion",
        acts=dict.fromkeys(("accept", "refuse", "reopen"), CHECKING),
        body=WORDS,
        pk=".completion.pk",
    ),
    staff("completions_import", TRAINING, TRAINING),
    staff("completions_preview", TRAINING, pk=".shared.completions_table.pk"),
    staff("completions_apply", NOBODY, TRAINING, pk=".shared.completions_table.pk"),
    # Who of the staff fetched what tells of persons is written down.
    staff("file", pk=".evidence.version.file.pk", writes=True),
    staff("texts", RULING),
    staff("text", RULING, RULING, body=WORDS, key="tagline", language="en"),
    staff("frameworks", RULING),
    staff("framework_import", RULING, RULING),
    staff("framework", RULING, RULING, **FRAMEWORK),
    staff("framework_download", RULING, **FRAMEWORK),
    staff("framework_translations", RULING, language="en", **FRAMEWORK),
    staff("translation_head", RULING, RULING, language="en", **FRAMEWORK),
    staff("translation", RULING, RULING, language="en", holder="D1.1", **FRAMEWORK),
    staff("draft", RULING, **DRAFT),
    staff("draft_download", RULING, **DRAFT),
    staff("draft_turn", NOBODY, acts=dict.fromkeys(("retire", "reopen"), RULING), **DRAFT),
    staff("draft_missing", RULING, language="en", **DRAFT),
    staff("draft_publish", RULING, RULING, **DRAFT),
    staff("draft_head", RULING, RULING, **DRAFT),
    staff("draft_add", RULING, RULING, **DRAFT),
    staff("draft_add_question", RULING, RULING, dimension="D1", **DRAFT),
    staff("draft_part", RULING, RULING, code="D1.1", **DRAFT),
    staff("draft_remove", RULING, RULING, code="D1.1", **DRAFT),
    staff("draft_move", NOBODY, RULING, code="D1.1", **DRAFT),
    staff("draft_preview", RULING, **DRAFT),
    staff("draft_preview_of", RULING, position="1", **DRAFT),
    staff("mail_list", MAIL, MAIL),
    staff("decisions", MAIL),
    staff("jobs", RULING, RULING, body={"job": "all"}),
    staff("mail_detail", MAIL, MAIL, pk=".message.pk"),
]

ADMIN = [
    staff("index", STAFF, STAFF),
    staff("login", STAFF, STAFF),
    staff("logout", NOBODY, STAFF),
    staff("password_change", STAFF, STAFF),
    staff("password_change_done"),
    staff("autocomplete", NOBODY, closed=(403, 405)),
    staff("jsi18n"),
    staff("view_on_site", NOBODY, content_type_id="1", object_id="1", closed=(404,)),
    staff("app_list", STAFF, STAFF, app_label="training"),
    door(Side.STAFF, r"admin/(?P<url>.*)$", NOBODY, url="nowhere", closed=(404,)),
    *records("training_course", ".shared.course.pk", writers=TRAINING),
    *records("certification_edition", ".shared.edition.pk"),
    *records("tenancy_government", ".country.here.pk", add=False),
]

# The library's pages about oneself: they know no government, and turn people away in its own way.
ACCOUNT = [
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reauthenticate",
    "account_email",
    "account_email_verification_sent",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_confirm_login_code",
    "account_reset_password_from_key_done",
    "account_reset_password_from_key",
    "account_reset_password_done",
    "mfa_index",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    "mfa_login_webauthn",
]

DOORS = [*LOBBY, *PUBLIC, *API, *DESK, *STAFF_PAGES, *ADMIN]
