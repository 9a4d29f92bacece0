"""Opening a page in this process through the production middleware, signed in as a person of the made-up country."""

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.principal import SYSTEM
from core import dates
from evaluation.services.typology import classify_alliances
from tests.bench import _setup
from tests.bench._bare import PATH
from tests.bench._scale import make
from tests.bench._size import Size, World

PEOPLE = {"coordinator": "coordinadora", "official": "funcionario", "company": "empresa"}

READ = 20  # mesas whose articulation was read


class Country:
    """A filled database and its signed-in clients."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.database = _setup.new_database()
        self.world: World = make(size, dates.today())
        read = [uuid.UUID(key) for key in self.world.mesas[:READ]]
        classify_alliances(alliances=read, as_of=dates.today(), by=SYSTEM)
        people = (self.world.coordinator, self.world.official, self.world.employee)
        self.users = dict(zip(PEOPLE, people, strict=True))
        self.clients = {person: self._client(person) for person in PEOPLE}
        self._sessions: dict[str, list[str]] = {}

    def _client(self, person: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(pk=self.users[person]))
        return client

    def cookies(self, person: str, count: int) -> list[str]:
        """Cookie headers of `count` sessions of the person, made once."""
        if person not in self._sessions:
            _setup.use(self.database)
            clients = [self._client(person) for _number in range(count)]
            name = settings.SESSION_COOKIE_NAME
            self._sessions[person] = [f"{name}={client.cookies[name].value}" for client in clients]
        return self._sessions[person]

    def visit(self, person: str, address: str) -> Callable[[], Any]:
        """An act that opens the page; ValueError when it is not answered with 200."""
        client = self.clients[person]

        def act() -> Any:
            response = client.get(address)
            if response.status_code != 200:
                raise ValueError(f"{address}: {response.status_code}")
            return response

        return act

    def bare_address(self) -> str:
        return PATH.format(pk=dashed(self.world.mesas[0]))

    def bare(self, person: str) -> Callable[[], Any]:
        return self.visit(person, self.bare_address())

    def queries(self, act: Callable[[], Any]) -> int:
        """How many one visit asks, session, user and transaction marks included; the second visit counts."""
        _setup.use(self.database)
        act()
        with CaptureQueriesContext(connection) as counted:
            act()
        return len(counted)


def dashed(key: str) -> str:
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"
