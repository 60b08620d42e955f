"""The site's settings with the app in it."""

from opendti_site.config.settings import *  # noqa: F403 -- all of them
from opendti_site.config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.site.operations.stumbling"]
