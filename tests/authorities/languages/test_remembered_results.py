from django.urls import set_script_prefix
from django.utils.translation import gettext as _
from django.utils.translation import override

from authorities.languages.remembered_results import remember_by_language

calls = []


@remember_by_language(2)
def say_yes(name, *, twice=False):
    calls.append(name)
    return f"{name}: {_('Yes')}" * (1 + twice)


def test_a_result_is_found_once_for_the_same_arguments_in_each_language():
    calls.clear()
    assert say_yes("a") == say_yes("a") == "a: Yes"
    assert say_yes("a", twice=True) == "a: Yesa: Yes"
    with override("fr"):
        assert say_yes("a") == "a: Oui"
    assert calls == ["a"] * 3
    set_script_prefix("/below/")
    try:
        say_yes("a")
    finally:
        set_script_prefix("/")
    assert calls == ["a"] * 4


def test_no_more_results_are_remembered_than_there_is_room_for():
    for name in "abcde":
        say_yes(name)
    assert say_yes.find.cache_info().currsize == 2
