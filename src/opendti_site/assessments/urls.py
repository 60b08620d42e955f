"""Addresses of assessments: each slice has its own."""

from __future__ import annotations

from opendti_site.assessments.appraisal import urls as appraisal
from opendti_site.assessments.evidence import urls as evidence
from opendti_site.assessments.requests import urls as requests
from opendti_site.assessments.rounds import urls as rounds
from opendti_site.assessments.submissions import urls as submissions

app_name = "assessments"
urlpatterns = [
    *rounds.urlpatterns,
    *requests.urlpatterns,
    *submissions.urlpatterns,
    *evidence.urlpatterns,
    *appraisal.urlpatterns,
]
