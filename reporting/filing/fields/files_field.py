"""Files given as an answer: several, each removed by its own box, and never by what a browser leaves out."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from authorities.files import validate_document
from authorities.languages.direction import isolate
from reporting.filing.fields.widgets import FilesInput, file_key
from reporting.submissions.files import MOST_FILES_OF_AN_ANSWER, list_files

EVERY_FILE = "on"  # what the box of pages sends that knew of one file only


class FilesField(forms.Field):
    """Cleans to a list: the stored {"id", "name", "size"} that stay, then new uploads; None if it is empty.

    Only a box removes a file: a browser that sends nothing changes nothing.
    """

    widget = FilesInput

    def __init__(self, *, stored=None, **kwargs):
        super().__init__(**kwargs)
        self.stored = self.widget.stored = list_files(stored)

    def clean(self, value):
        for upload in value["uploads"]:
            self.check_upload(upload, is_alone=len(value["uploads"]) == 1)
        removed = value["removed"]
        stays = [f for f in self.stored if file_key(f) not in removed and EVERY_FILE not in removed]
        if len(stays) + len(value["uploads"]) > max(MOST_FILES_OF_AN_ANSWER, len(self.stored)):
            sentence = _("At most %(most)d files are taken here. Remove some, or choose fewer.")
            raise ValidationError(sentence % {"most": MOST_FILES_OF_AN_ANSWER}, code="too_many")
        return [*stays, *value["uploads"]] or None

    def check_upload(self, upload, *, is_alone):
        try:
            validate_document(upload)
        except ValidationError as refusal:
            if is_alone:
                raise
            named = {"name": isolate(upload.name), "problem": " ".join(refusal.messages)}
            raise ValidationError(_("%(name)s: %(problem)s") % named) from refusal
