# Data: secrets of the second factor were readable in the database.

import base64

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import migrations

SECRETS = ("secret", "seed")


def cipher():
    """Return the cipher as the site's adapter had it when this was written."""
    derive = HKDF(SHA256(), 32, salt=None, info=b"opendti second factor")
    key = derive.derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def rewrite(apps, change):
    """Change every secret of every row."""
    for row in apps.get_model("mfa", "Authenticator").objects.all():
        for name in SECRETS:
            if name in row.data:
                row.data[name] = change(row.data[name])
        if "migrated_codes" in row.data:
            row.data["migrated_codes"] = [change(c) for c in row.data["migrated_codes"]]
        row.save(update_fields=["data"])


def encrypt(apps, _schema_editor):
    """Encrypt what lay open."""
    rewrite(apps, lambda text: cipher().encrypt(text.encode()).decode())


def decrypt(apps, _schema_editor):
    """Lay it open again, for a version that cannot decrypt."""
    rewrite(apps, lambda token: cipher().decrypt(token.encode()).decode())


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_one_user_a_name"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(encrypt, decrypt)]
