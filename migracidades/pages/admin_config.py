from django.contrib.admin import apps


class AdminConfig(apps.AdminConfig):
    default_site = "migracidades.pages.admin_site.ProgrammeAdminSite"
