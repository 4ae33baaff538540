"""Mails about errors to the administrators: where the error happened, without anything that people sent.

Any request may carry drafts, confidential answers or concerns, so this holds for every page.
"""

from copy import copy

from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from config.logs import mask_secrets

HARMLESS_HEADERS = ("REQUEST_METHOD", "PATH_INFO", "CONTENT_TYPE", "CONTENT_LENGTH", "SERVER_NAME")


class ErrorReportFilter(SafeExceptionReporterFilter):
    """Hides every value that came with a request, except on the debug page of a developer."""

    def get_post_parameters(self, request):
        values = super().get_post_parameters(request)
        return dict.fromkeys(values, self.cleansed_substitute) if self.is_active(request) else values

    def get_traceback_frame_variables(self, request, tb_frame):
        return () if self.is_active(request) else super().get_traceback_frame_variables(request, tb_frame)

    def get_safe_cookies(self, request):
        return {} if self.is_active(request) else super().get_safe_cookies(request)

    def get_safe_request_meta(self, request):
        values = super().get_safe_request_meta(request)
        if not self.is_active(request):
            return values
        return {k: mask_secrets(values[k]) for k in HARMLESS_HEADERS if k in values}


class ErrorReporter(ExceptionReporter):
    """Leaves out the names of files, and the query strings and tokens of URLs."""

    def get_traceback_data(self):
        data = super().get_traceback_data()
        if self.request is not None and self.filter.is_active(self.request):
            request = copy(self.request)
            request.path_info = mask_secrets(request.path_info)
            data |= {"request_FILES_items": [], "request_GET_items": [], "request_insecure_uri": ""}
            data["request"] = request
        return data
