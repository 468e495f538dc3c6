"""Where a token stands: alone, in a URL, in libpq's `key=value`, in a driver's DSN."""

from urllib.parse import quote

import pytest

from doctor.token_in_text import found_in

TOKEN = "h.example:5432/?Action=connect&DBUser=cdc&X-Amz-Credential=ASIAQ%2F20260501&X-Amz-Signature=ab"
ENCODED = quote(TOKEN, safe="")

WHOLE = {
    "alone": TOKEN,
    "with a line's end": f"  {TOKEN}\n",
    "a URL": f"postgres://cdc:{ENCODED}@h.example:5432/shop?sslmode=verify-full",
    "another scheme": f"postgresql://cdc:{ENCODED}@h.example:5432/shop",
    "a URL's password parameter": f"postgresql://h.example:5432/shop?user=cdc&password={ENCODED}",
    "JDBC": f"jdbc:postgresql://h.example:5432/shop?user=cdc&password={ENCODED}",
    "key=value": f"host=h.example port=5432 user=cdc password={TOKEN} dbname=shop",
    "key=value in quotes": f"host=h.example user=cdc password = '{TOKEN}' sslmode=verify-full",
    "MySQL's DSN": f"cdc:{TOKEN}@tcp(h.example:3306)/shop?tls=true&allowCleartextPasswords=true",
}
UNENCODED = {
    "a URL": f"postgres://cdc:{TOKEN}@h.example:5432/shop",
    "a URL with parameters": f"postgres://cdc:{TOKEN}@h.example:5432/shop?sslmode=verify-full",
    "a URL's password parameter": f"postgresql://h.example:5432/shop?user=cdc&password={TOKEN}",
    "JDBC": f"jdbc:postgresql://h.example:5432/shop?user=cdc&password={TOKEN}",
}


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE)
def test_a_token_is_found_where_it_stands(text):
    found = found_in(text)
    assert (found.token, found.cut) == (TOKEN, False)


@pytest.mark.parametrize("text", UNENCODED.values(), ids=UNENCODED)
def test_a_token_that_is_not_encoded_in_a_url_is_found_whole_and_told_to_be_cut_by_clients(text):
    found = found_in(text)
    assert (found.token, found.cut) == (TOKEN, True)


@pytest.mark.parametrize("text", ["postgres://cdc@h/shop", "host=h user=cdc dbname=shop", "postgres://h/shop?user=cdc"])
def test_a_text_without_a_password_holds_no_token(text):
    assert found_in(text).token == ""


@pytest.mark.parametrize("text", ["password='never ends", "host=h password"])
def test_what_libpq_cannot_read_is_refused_without_showing_it(text):
    with pytest.raises(ValueError, match=r"^token: got key=value that libpq cannot read; ") as refusal:
        found_in(text)
    assert text not in str(refusal.value)
