"""Databases, the five standing people and their two mesas. How rows are made is in tests/factories.py."""

import shutil
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance
from core import dates
from tests import factories, worker_env
from tests.databases import Databases
from tests.worker_env import forget_keys


# Databases -------------------------------------------------------------------
@pytest.fixture(scope="session")
def databases(django_db_blocker: Any) -> Iterator[Databases]:
    """The template of the run and this process's clones."""
    with django_db_blocker.unblock():
        made = Databases()
        yield made
        made.close()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, databases: Databases) -> None:
    """pytest-django's own, replaced: this worker's clone instead of `test_…` made from nothing."""
    databases.use(databases.clone())


@pytest.fixture
def real_db(
    request: pytest.FixtureRequest, django_db_setup: None, databases: Databases, django_db_blocker: Any
):  # type: ignore[no-untyped-def]
    """A fresh database for a test that commits and opens several connections; dropped afterwards.

    Threads of the test must close theirs: use `factories.at_once`.
    """
    if request.node.get_closest_marker("django_db"):
        raise pytest.UsageError("real_db y la marca django_db no van juntas: quite la marca de esta prueba.")
    name = databases.clone("_real")
    with django_db_blocker.unblock():
        with databases.using(name):
            yield name
        databases.drop(name)


@pytest.fixture
def rows(request: pytest.FixtureRequest) -> None:
    """Leave to write: the test's own database (`real_db`) when it asked for one, else a transaction."""
    request.getfixturevalue("real_db" if "real_db" in request.fixturenames else "db")


@pytest.fixture(autouse=True)
def _clean_cache() -> Iterator[None]:
    """Rate limits and remembered values of one test do not reach the next."""
    yield
    forget_keys(settings.CACHE_PREFIX)


@pytest.fixture(autouse=True)
def _plain_language() -> Iterator[None]:
    with translation.override(settings.LANGUAGE_CODE):
        yield


def pytest_unconfigure(config: pytest.Config) -> None:
    """Nothing of this process stays in Valkey or on the disk."""
    forget_keys(settings.CACHE_PREFIX)
    shutil.rmtree(worker_env.DATA_DIR, ignore_errors=True)


# People ------------------------------------------------------------------------
@pytest.fixture
def coordinadora(rows: None) -> User:
    """Foundation staff: sees and manages every mesa."""
    return factories.make_user("Camila Soto", email="camila@example.org", is_foundation_staff=True)


@pytest.fixture
def funcionaria(municipalidad: Actor) -> User:
    """A public official whose municipality takes part in `mesa`."""
    return factories.make_user("Rocío Paredes", email="rocio@example.org", acts_for=municipalidad)


@pytest.fixture
def empresa(empresa_actor: Actor) -> User:
    """Acts for a company that contributes to `mesa`."""
    return factories.make_user("Diego Lagos", email="diego@example.org", acts_for=empresa_actor)


@pytest.fixture
def vecina(junta: Actor) -> User:
    """Acts for a neighbours' association of `mesa`."""
    return factories.make_user("Marta Catrileo", email="marta@example.org", acts_for=junta)


@pytest.fixture
def ajena(otra_municipalidad: Actor) -> User:
    """An official of another municipality, of `mesa_ajena` only."""
    return factories.make_user("Ana Riquelme", email="ana@example.org", acts_for=otra_municipalidad)


# Organisations -------------------------------------------------------------------
@pytest.fixture
def municipalidad(rows: None) -> Actor:
    return factories.make_actor("Municipalidad de Mejillones", comunas=["02102"])


@pytest.fixture
def empresa_actor(rows: None) -> Actor:
    return factories.make_actor("Generadora del Norte SpA", kind="empresa", comunas=["02102"])


@pytest.fixture
def junta(rows: None) -> Actor:
    return factories.make_actor(
        "Junta de Vecinos Villa Ñandú",
        kind="organizacion_social_territorial_o_funcional",
        level="sublocal",
        comunas=["02102"],
        rut="",
    )


@pytest.fixture
def otra_municipalidad(rows: None) -> Actor:
    return factories.make_actor("Municipalidad de Santa Bárbara", comunas=["08311"])


# Mesas ---------------------------------------------------------------------------
@pytest.fixture
def a_year_ago() -> date:
    return dates.add_months(dates.today(), -12)


@pytest.fixture
def mesa(
    coordinadora: User, municipalidad: Actor, empresa_actor: Actor, junta: Actor, a_year_ago: date
) -> Alliance:
    """Mejillones, in its first stage since a year, with three organisations around it."""
    return factories.make_mesa(
        "Mesa de Mejillones",
        comunas=["02102"],
        partners=[municipalidad, empresa_actor, junta],
        coordinator=coordinadora,
        started_on=a_year_ago,
    )


@pytest.fixture
def mesa_ajena(coordinadora: User, otra_municipalidad: Actor, a_year_ago: date) -> Alliance:
    """Santa Bárbara: nobody of `mesa` takes part."""
    return factories.make_mesa(
        "Mesa de Santa Bárbara",
        comunas=["08311"],
        partners=[otra_municipalidad],
        coordinator=coordinadora,
        started_on=a_year_ago,
    )
