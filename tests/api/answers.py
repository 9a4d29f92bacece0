"""What an answer of the API must be, said once: its status, its body or its problem."""

from typing import Any

from django.urls import reverse

ROOT = "/api/v1"


def at(name: str, *keys: Any) -> str:
    return reverse(f"api:{name}", args=[str(key) for key in keys])


def ok(response: Any, status: int = 200) -> Any:
    """The JSON body of an answer with `status`."""
    assert response.status_code == status, f"{response.status_code}: {response.content[:600]!r}"
    return response.json()


def problem(response: Any, status: int, code: str | None = None) -> Any:
    """The RFC 9457 body of a refusal."""
    assert response.status_code == status, f"{response.status_code}: {response.content[:600]!r}"
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert {"type", "title", "detail", "code"} <= set(body)
    assert body["detail"]
    if code is not None:
        assert body["code"] == code
    return body


def ids(body: Any) -> set[str]:
    return {row["id"] for row in body["results"]}
