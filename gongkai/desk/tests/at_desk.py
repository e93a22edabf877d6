"""An official at his desk, for tests."""

import pyotp
from django.test import Client

from gongkai.bureau.models import Official

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class Desk:
    """A logged-in browser without one: `get` and `post`, and the text of what came back."""

    def __init__(self, official: Official):
        self.official = official
        self.client = Client()
        self.client.force_login(official)

    def get(self, address, **data):
        return self.client.get(address, data)

    def text(self, address, **data):
        response = self.get(address, **data)
        assert response.status_code == 200, response
        return response.content.decode()

    def post(self, address, **data):
        return self.client.post(address, data)

    def post_with_code(self, address, **data):
        """The act with a fresh one-time code: one that was used is not taken again."""
        official = Official.objects.get(pk=self.official.pk)
        official.totp_secret, official.totp_last_step = SECRET, 0
        official.save()
        return self.post(address, **data, code=pyotp.TOTP(SECRET).now())
