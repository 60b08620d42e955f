"""The readers of the environment fail loudly."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from opendti_site.config import environment

UNUSED = Path("unused.sqlite3")


@pytest.mark.parametrize(
    ("written", "read"), [("1", True), ("yes", True), ("0", False), ("", False)]
)
def test_a_flag_reads_as_yes_or_no(monkeypatch, written, read):
    monkeypatch.setenv("X", written)
    assert environment.flag("X", default=True) is read


def test_flag_unset_is_the_default(monkeypatch):
    monkeypatch.delenv("X", raising=False)
    assert environment.flag("X", default=True) is True


def test_flag_refuses_what_is_neither(monkeypatch):
    monkeypatch.setenv("X", "maybe")
    with pytest.raises(ImproperlyConfigured, match="X must be 1 or 0, not 'maybe'"):
        environment.flag("X")


def test_words_refuse_emptiness(monkeypatch):
    monkeypatch.setenv("X", " , ")
    with pytest.raises(ImproperlyConfigured, match="X is set but empty"):
        environment.words("X")


def test_words_are_split(monkeypatch):
    monkeypatch.setenv("X", "a.vn, b.vn")
    assert environment.words("X") == ["a.vn", "b.vn"]


def test_number_refuses_text(monkeypatch):
    monkeypatch.setenv("X", "20MB")
    with pytest.raises(ImproperlyConfigured, match="X must be a whole number"):
        environment.number("X", default=1)


@pytest.mark.parametrize("address", ["a..vn", f"{'a' * 64}.vn", "a.vn:99999", "a.vn:x"])
def test_addresses_refuse_a_host_or_port_that_is_none(monkeypatch, address):
    """The first letter, or the first sign-in, would else end in an error page."""
    monkeypatch.setenv("X", f"smtp://u:p@{address}")
    with pytest.raises(ImproperlyConfigured, match="X names no host and port"):
        environment.mail_server("X", default="")
    monkeypatch.setenv("X", f"https://{address}")
    with pytest.raises(ImproperlyConfigured, match="X names no host and port"):
        environment.site_url("X", hosts=[], https=True, demo=False)


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("mysql://h/d", "must begin with sqlite:/// or postgresql://"),
        ("postgresql://h", "the name of the database is missing"),
        ("postgresql://h:port/d", "the port must be a number"),
        ("sqlite:///", "write sqlite:///relative or sqlite:////absolute"),
    ],
)
def test_database_refuses_what_it_cannot_read(monkeypatch, written, fault):
    monkeypatch.setenv("X", written)
    with pytest.raises(ImproperlyConfigured, match=fault):
        environment.database("X", default=UNUSED)


def test_database_reads_postgresql(monkeypatch):
    monkeypatch.setenv("X", "postgresql://me:p%40ss@db.vn:5433/dti?sslmode=require")
    read = environment.database("X", default=UNUSED)
    assert (read["NAME"], read["USER"], read["PASSWORD"]) == ("dti", "me", "p@ss")
    assert (read["HOST"], read["PORT"]) == ("db.vn", "5433")
    assert read["OPTIONS"] == {"sslmode": "require"}


def test_database_reads_sqlite(monkeypatch):
    monkeypatch.setenv("X", "sqlite:////srv/x.sqlite3")
    assert environment.database("X", default=UNUSED)["NAME"] == "/srv/x.sqlite3"


def test_secret_is_made_once_and_kept(monkeypatch, tmp_path):
    monkeypatch.delenv("X", raising=False)
    kept = tmp_path / "secret_key"
    first = environment.secret_key("X", kept_in=kept, may_generate=True)
    assert len(first) > 50
    assert kept.stat().st_mode & 0o077 == 0
    assert environment.secret_key("X", kept_in=kept, may_generate=True) == first


def test_secret_is_never_made_in_production(monkeypatch, tmp_path):
    monkeypatch.delenv("X", raising=False)
    kept = tmp_path / "secret_key"
    assert environment.secret_key("X", kept_in=kept, may_generate=False) == ""
    assert not kept.exists()


@pytest.mark.parametrize(
    ("hosts", "https", "demo", "url"),
    [
        (["dti.bct.vn", "localhost"], True, False, "https://dti.bct.vn"),
        ([".bct.vn"], False, False, "http://bct.vn"),
        (["*", "dti.bct.vn"], True, False, "https://dti.bct.vn"),
        (["localhost"], False, True, "http://localhost:8000"),
    ],
)
def test_the_sites_own_address_is_that_of_its_first_host(
    monkeypatch, hosts, https, demo, url
):
    monkeypatch.delenv("X", raising=False)
    assert environment.site_url("X", hosts=hosts, https=https, demo=demo) == url


def test_the_sites_own_address_is_what_is_written(monkeypatch):
    monkeypatch.setenv("X", "https://dti.bct.vn:8443/")
    read = environment.site_url("X", hosts=["a.vn"], https=True, demo=False)
    assert read == "https://dti.bct.vn:8443"


@pytest.mark.parametrize("written", ["dti.bct.vn", "https://a.vn/dti", "ftp://a.vn"])
def test_an_address_with_a_path_or_without_a_scheme_is_refused(monkeypatch, written):
    monkeypatch.setenv("X", written)
    with pytest.raises(ImproperlyConfigured, match="X must be https://NAME"):
        environment.site_url("X", hosts=["a.vn"], https=True, demo=False)
