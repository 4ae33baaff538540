"""Public pages as they were rendered, for all processes: see `authorities.shared_pages`."""

from django.db import models


class StoredPage(models.Model):
    """A whole page, compressed, and whoever renders it just now.

    It is good as long as the data have its version and, where it speaks of today, as its quarter of an hour
    lasts; where it tells of the past, as the day lasts on which it leads to today. Moments are seconds since
    1970, as the clocks of the web servers have them.
    """

    key = models.CharField(max_length=64, primary_key=True)
    version = models.BigIntegerField(default=-1)
    quarter = models.BigIntegerField(default=0)
    headers = models.TextField(default="")
    body = models.BinaryField(default=b"")
    stored_at = models.FloatField(default=0)
    rendering_version = models.BigIntegerField(default=-1)
    rendering_quarter = models.BigIntegerField(default=0)
    rendering_until = models.FloatField(default=0)

    class Meta:
        verbose_name = "stored page"
        indexes = [models.Index(fields=["stored_at"], name="stored_page_age")]

    def __str__(self):
        return self.key
