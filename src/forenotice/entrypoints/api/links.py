"""Links of the OpenAPI document: what makes or lists rows says where each is read, changed and ended."""

from typing import Any


def link(paths: dict[str, Any]) -> None:
    """Add links to every answer that names rows which have addresses of their own."""
    for path, methods in paths.items():
        # What stands under one row, with the name of its id or key in the address.
        inner = sorted(
            (name, details["operationId"])
            for other, others in paths.items()
            for details in others.values()
            if (name := _name_below(path, other))
        )
        if inner:
            _link_answers(methods, inner)
        elif path.endswith("/{key}"):
            # What is declared under a key is found again under it.
            _link_answers({"put": methods["put"]}, _of_key(path, paths))


def _of_key(path: str, paths: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        ("key", details["operationId"])
        for other, others in paths.items()
        if other == path or other.startswith(f"{path}/")
        for details in others.values()
    ]


def _link_answers(methods: dict[str, Any], inner: list[tuple[str, str]]) -> None:
    for method, details in methods.items():
        where = "$response.body#/items/0" if method == "get" else "$response.body#"
        for status, answer in details["responses"].items():
            if str(status) in ("200", "201") and "$ref" in _schema_of(answer):
                answer["links"] = {
                    operation: {
                        "operationId": operation,
                        "parameters": {name: f"{where}/{'key' if name == 'key' else 'id'}"},
                    }
                    for name, operation in inner
                }


def _name_below(path: str, other: str) -> str:
    """The name of the id in an address right below another one, empty where there is none."""
    step = other.removeprefix(f"{path}/").partition("/")[0] if other.startswith(f"{path}/") else ""
    return step[1:-1] if step.startswith("{") else ""


def _schema_of(answer: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return schema
