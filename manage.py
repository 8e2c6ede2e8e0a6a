"""Django's management commands without the `openward` command around them: `openward manage` is the usual door."""

import os
import sys

from openward.config import instance

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openward.config.settings")
    instance.ensure_database()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
