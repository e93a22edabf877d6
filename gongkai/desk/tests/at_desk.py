"""An official at his desk, for tests."""

from django.test import Client

from gongkai.bureau.models import Official


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
