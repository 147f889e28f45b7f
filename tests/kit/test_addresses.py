"""Which addresses are the whole world's, and which are known inside a network alone."""

import pytest

from migracidades.kit.addresses import is_inside, is_public


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.9.9", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fd00::1"),
        *("::ffff:10.0.0.1", "::ffff:127.0.0.1", "2002:7f00:1::", "ff02::1"),
        *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808", "::127.0.0.1"),
        *("::10.0.0.1", "fec0::1", "feff::1", "2001:0:7f00:1::", "2001:0:808:808::80ff:fffe"),
    ],
)
def test_what_is_not_the_whole_worlds_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["200.160.2.3", "2001:12ff:0:2::3", "64:ff9b::c8a0:203"])
def test_what_is_is(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1/x", "http://localhost:8000/", "https://10.1.2.3/lei.pdf"),
        *("http://192.168.0.1/", "http://[::1]/", "http://[fe80::1%25eth0]/", "http://[fd00::1]/"),
        *("http://127.1/", "http://2130706433/", "http://0x7f.1/", "http://LOCALHOST./"),
        *("http://arquivos.local/lei.pdf", "http://intranet/lei.pdf", "http://wiki.intranet/"),
    ],
)
def test_what_says_by_itself_that_it_is_inside(url):
    assert is_inside(url)


@pytest.mark.parametrize(
    "url",
    [
        *("https://diario.exemplo.org/lei", "http://200.160.2.3/", "http://[2001:12ff:0:2::3]/"),
        *("https://localhost.exemplo.org/", "https://internacional/", "http://[x", ""),
    ],
)
def test_what_does_not(url):
    assert not is_inside(url)
