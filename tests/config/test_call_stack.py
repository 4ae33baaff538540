"""The application is called with room on the stack, and answers the same."""

from config.call_stack import SLOTS, widen_call_stack


def test_the_application_answers_the_same_with_more_room():
    calls = []

    def application(environ, start_response):
        start_response("200 OK", [])
        return [environ["PATH_INFO"]]

    wide = widen_call_stack(application)

    assert [wide({"PATH_INFO": "/a"}, lambda *words: calls.append(words)) for _time in range(2)] == [
        ["/a"]
    ] * 2
    assert calls == [("200 OK", [])] * 2
    assert wide.__code__.co_stacksize == SLOTS > 16 * 1024 // 8
