"""Signed sheets: attached beside earlier ones, and what their digital signatures are worth."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from opendti_site.assessments.submissions.actions import withdraw_unit
from opendti_site.assessments.submissions.bridge import signatures
from opendti_site.assessments.submissions.models import SignedSheet
from opendti_site.audit.models import AuditLine

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Submission

SIGNER = "Trần Đức Long"
DER, PKCS8 = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8


def unsigned_pdf(password: str = "") -> bytes:
    """Return a PDF of one page."""
    writer = PdfFileWriter()
    content = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.insert_page(PageObject(contents=content, media_box=(0, 0, 200, 200)))
    if password:
        writer.encrypt(owner_pass=password)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def identity() -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """Return a key with a certificate that it signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, SIGNER)])
    now = dt.datetime.now(dt.UTC)
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only"),
        False,
    )
    certificate = (
        x509
        .CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_cert_sign=True,
                crl_sign=True,
                decipher_only=False,
                **usage,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    return key, certificate


@pytest.fixture(scope="module")
def signed(identity: tuple[ec.EllipticCurvePrivateKey, x509.Certificate]) -> bytes:
    """Return a PDF with one digital signature."""
    key, certificate = identity
    private = key.private_bytes(DER, PKCS8, serialization.NoEncryption())
    signer = signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(DER)),
        signing_key=asn1_keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),
    )
    out = BytesIO()
    signers.sign_pdf(
        IncrementalPdfFileWriter(BytesIO(unsigned_pdf())),
        signers.PdfSignatureMetadata(field_name="Ky"),
        signer=signer,
        output=out,
    )
    return out.getvalue()


@pytest.fixture
def trusted(
    identity: tuple[ec.EllipticCurvePrivateKey, x509.Certificate],
    settings: SettingsWrapper,
    tmp_path: Path,
) -> None:
    """Trust the signer's certificate."""
    file = tmp_path / "roots.pem"
    file.write_bytes(identity[1].public_bytes(serialization.Encoding.PEM))
    settings.SIGNATURE_ROOTS = str(file)


def state_of(content: bytes) -> str:
    return signatures.check_signatures(content, "phieu.pdf").state


@pytest.mark.usefixtures("trusted")
def test_a_sound_signature_of_a_trusted_certificate_is_valid(signed: bytes) -> None:
    check = signatures.check_signatures(signed, "phieu.pdf")

    assert (check.state, check.signer) == ("valid", SIGNER)
    assert check.signed_at is not None
    assert dt.datetime.now(dt.UTC) - check.signed_at < dt.timedelta(hours=1)


def test_a_signature_that_nobody_vouches_for_is_not_verified(signed: bytes) -> None:
    check = signatures.check_signatures(signed, "phieu.pdf")
    assert (check.state, check.signer) == ("unverified", SIGNER)


@pytest.mark.usefixtures("trusted")
def test_a_file_that_was_changed_afterwards_is_altered(signed: bytes) -> None:
    assert state_of(signed.replace(b"BT ET", b"ET BT")) == "altered"
    # Something was added behind the signature.
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    writer.root["/Lang"] = generic.pdf_string("vi")
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    assert state_of(out.getvalue()) != "valid"


@pytest.mark.usefixtures("trusted")
def test_other_files_have_no_signature_or_none_that_can_be_read() -> None:
    assert state_of(unsigned_pdf()) == "none"
    assert state_of(unsigned_pdf("mat-khau")) == "unverified"
    assert state_of(b"%PDF-1.7 hong") == "unverified"


def test_without_the_library_nothing_is_verified(
    signed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signatures, "find_spec", lambda _name: None)
    assert state_of(signed) == "unverified"


def upload(name: str, content: bytes) -> dict[str, SimpleUploadedFile]:
    return {"upload": SimpleUploadedFile(name, content)}


@pytest.mark.usefixtures("trusted")
def test_each_sheet_is_kept_with_its_signature(
    client: Client, submission: Submission, reporter: User, signed: bytes
) -> None:
    client.force_login(reporter)
    there = f"/ho-so/{submission.pk}/phieu-da-ky/"

    client.post(there, upload("quet.pdf", unsigned_pdf()))
    client.post(there, upload("ky.pdf", signed))

    sheets = list(SignedSheet.objects.order_by("pk"))
    assert [sheet.signature for sheet in sheets] == ["none", "valid"]
    assert sheets[1].form_version == submission.version
    line = AuditLine.objects.filter(verb="attach_signed_sheet").latest("pk")
    assert line.detail["sha256"] == sheets[1].document.files[0].sha256
    page = client.get(f"/ho-so/{submission.pk}/nop/").content.decode()
    assert page.index("ky.pdf") < page.index("quet.pdf")
    assert f"Người ký số: {SIGNER}" in " ".join(page.split())
    file = client.get(sheets[1].document.files[0].get_absolute_url())
    assert b"".join(file.streaming_content) == signed


def test_a_withdrawn_form_asks_for_no_sheet(
    client: Client, submission: Submission, reporter: User, coordinator: User
) -> None:
    client.force_login(reporter)
    there = reverse("assessments:hand_in", args=[submission.pk])
    assert 'id="signed-sheet"' in client.get(there).content.decode()

    withdraw_unit(submission, reason="Giải thể", by=coordinator)

    assert 'id="signed-sheet"' not in client.get(there).content.decode()


def test_only_a_pdf_is_a_sheet(
    client: Client, submission: Submission, reporter: User
) -> None:
    client.force_login(reporter)
    there = f"/ho-so/{submission.pk}/phieu-da-ky/"
    image = b"\x89PNG\r\n\x1a\n"

    for files in ({}, upload("anh.png", image), upload("anh.pdf", image)):
        client.post(there, files)

    assert not SignedSheet.objects.exists()
