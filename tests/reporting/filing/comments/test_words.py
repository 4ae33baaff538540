"""What a comment shows as a link, and whom it names. No database is needed for that."""

from authorities.models import User
from reporting.filing.comments.addresses_in_text import link_addresses
from reporting.filing.comments.readers import find_mentioned, label_people


def link(address):
    escaped = address.replace("&", "&amp;")
    return f'<a href="{escaped}" rel="nofollow noopener">{escaped}</a>'


def test_addresses_of_http_are_links_and_nothing_else_is():
    for text, shown in [
        ("https://who.int", link("https://who.int")),
        ("HTTP://who.int/A?b=1&c=2", link("HTTP://who.int/A?b=1&c=2")),
        ("Read https://who.int/a, then:", f"Read {link('https://who.int/a')}, then:"),
        ("(see https://x.org/a_(b))", f"(see {link('https://x.org/a_(b)')})"),
        ("انظر https://who.int/ar؟", f"انظر {link('https://who.int/ar')}؟"),
        ("见https://who.int/zh。好", "见https://who.int/zh。好"),
        ("见 https://who.int/zh。", f"见 {link('https://who.int/zh')}。"),
        ("https://a.org\u202egro.b", f"{link('https://a.org')}\u202egro.b"),
        ("http://", "http://"),
        ("https://...", "https://..."),
        (
            "javascript:alert(1) data:text/html,x ftp://x.org",
            "javascript:alert(1) data:text/html,x ftp://x.org",
        ),
        ("www.who.int ana@labour.example", "www.who.int ana@labour.example"),
        ('https://x.org/"onclick="x', f"{link('https://x.org/')}&quot;onclick=&quot;x"),
        ("<script>alert('x')</script> & co", "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; co"),
        ("", ""),
    ]:
        assert link_addresses(text) == shown, text


def test_a_long_text_without_an_end_takes_no_time_to_read():
    assert len(link_addresses("https://" * 500)) < 20_000
    assert link_addresses("http" * 1000) == "http" * 1000


def people(*names):
    return [User(pk=number, name=name, email=f"{number}@x.example") for number, name in enumerate(names, 1)]


def test_whom_a_text_names():
    ana, cruz, ben, other_ben, lea = everyone = people("Ana", "Ana Cruz", "Ben Óg", "Ben Óg", "李雷")
    for text, ticked, expected in [
        ("@Ana look", [], [ana]),
        ("@ana cruz look", [], [cruz]),
        ("@Ana and @ANA CRUZ", [], [ana, cruz]),
        ("x@Ana, @Anastasia, Ana", [], []),
        ("(@Ben Óg)", [], [ben, other_ben]),
        ("@Ben Óg", [other_ben], [other_ben]),
        ("nobody", [ana], [ana]),
        ("@李雷 看", [], [lea]),
        ("", [], []),
    ]:
        assert find_mentioned(text, everyone, ticked) == expected, text


def test_people_of_the_same_name_are_told_apart_by_their_address():
    assert label_people(people("Ana", "Ben", "Ben")) == [
        ("1", "Ana"),
        ("2", "Ben (2@x.example)"),
        ("3", "Ben (3@x.example)"),
    ]
