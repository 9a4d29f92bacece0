"""Opening a page in this process through the production middleware, signed in as a person of the made-up country."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core import dates
from tests.bench import _setup
from tests.bench._bare import PATH
from tests.bench._scale import Size, World, make

PEOPLE = {"coordinator": "coordinadora", "official": "funcionario"}


class Country:
    """A filled database and its signed-in clients."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.database = _setup.new_database()
        self.world: World = make(size, dates.today())
        self.clients = {person: self._client(getattr(self.world, person)) for person in PEOPLE}

    def _client(self, user: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(pk=user))
        return client

    def visit(self, person: str, address: str) -> Callable[[], Any]:
        """An act that opens the page; ValueError when it is not answered with 200."""
        client = self.clients[person]

        def act() -> Any:
            response = client.get(address)
            if response.status_code != 200:
                raise ValueError(f"{address}: {response.status_code}")
            return response

        return act

    def bare(self, person: str) -> Callable[[], Any]:
        return self.visit(person, PATH.format(pk=dashed(self.world.mesas[0])))

    def queries(self, act: Callable[[], Any]) -> int:
        """How many one visit asks, session, user and transaction marks included; the second visit counts."""
        _setup.use(self.database)
        act()
        with CaptureQueriesContext(connection) as counted:
            act()
        return len(counted)


def dashed(key: str) -> str:
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"
