"""What a mail about an error tells the administrators: where it happened, and nothing that people sent.

Drafts, confidential answers and concerns may be under way when something breaks, so no page is an exception.
"""

from copy import copy

from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from config.logs import without_secrets

HARMLESS = ("REQUEST_METHOD", "PATH_INFO", "CONTENT_TYPE", "CONTENT_LENGTH", "SERVER_NAME")


class Filter(SafeExceptionReporterFilter):
    """Hides every value that came with a request. On a developer's own screen everything shows."""

    def get_post_parameters(self, request):
        shown = super().get_post_parameters(request)
        return dict.fromkeys(shown, self.cleansed_substitute) if self.is_active(request) else shown

    def get_traceback_frame_variables(self, request, tb_frame):
        return () if self.is_active(request) else super().get_traceback_frame_variables(request, tb_frame)

    def get_safe_cookies(self, request):
        return {} if self.is_active(request) else super().get_safe_cookies(request)

    def get_safe_request_meta(self, request):
        shown = super().get_safe_request_meta(request)
        if not self.is_active(request):
            return shown
        return {k: without_secrets(shown[k]) for k in HARMLESS if k in shown}


class Reporter(ExceptionReporter):
    """Files carry names that people gave them, and addresses what they looked for or may do."""

    def get_traceback_data(self):
        data = super().get_traceback_data()
        if self.request is not None and self.filter.is_active(self.request):
            request = copy(self.request)
            request.path_info = without_secrets(request.path_info)
            data |= {"request_FILES_items": [], "request_GET_items": [], "request_insecure_uri": ""}
            data["request"] = request
        return data
