"""The OpenAPI 3.1 document: what ninja knows of each operation, and what all of them have in common."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from pydantic import TypeAdapter

from forenotice.composer.payload.shape import PAYLOADS, payload_schema
from forenotice.entrypoints.api import repeats
from forenotice.entrypoints.api.forms import PULSE, is_repeatable, is_single, takes_body
from forenotice.entrypoints.api.links import link
from forenotice.entrypoints.api.problems import CONTENT_TYPE, ProblemDetails
from forenotice.entrypoints.api.visitors import READING, Key

_REF = "#/components/schemas/{model}"
_PROBLEM = {"content": {CONTENT_TYPE: {"schema": {"$ref": _REF.format(model="ProblemDetails")}}}}

_PULSE_NOW = {
    "in": "query",
    "name": PULSE,
    "required": False,
    "description": "Asks for a pulse once the write is done, so that it takes effect at once.",
    "schema": {"type": "string", "enum": ["now"]},
}

_REPEATABLE = {
    "in": "header",
    "name": repeats.HEADER,
    "required": False,
    "description": "Makes a write safe to repeat for 24 hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
}

# What any operation may answer, beside what it says itself.
_ALWAYS = (
    *(HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY),
    *(HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.SERVICE_UNAVAILABLE),
)


class DocumentedAPI(NinjaAPI):
    """An API whose document tells of keys, problems, conditions, repeats and webhooks too."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._documents: dict[str, OpenAPISchema] = {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The whole document. Anybody may ask for it and it takes long to make, so it is made only once."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        if prefix not in self._documents:
            self._documents[prefix] = self._document(prefix)
        return self._documents[prefix]

    def _document(self, prefix: str) -> OpenAPISchema:
        document = super().get_openapi_schema(path_prefix=prefix)
        schemas = document["components"]["schemas"]
        _add(schemas, TypeAdapter(ProblemDetails).json_schema(ref_template=_REF), "ProblemDetails")
        for operation, method, details in self._operations(document):
            _complete(details, operation, method)
        link(document["paths"])
        document["webhooks"] = {}
        for kind in PAYLOADS:
            name = PAYLOADS[kind].__name__
            _add(schemas, payload_schema(kind, _REF), name)
            document["webhooks"][kind.value] = _webhook(kind.value, name)
        return document

    def _operations(self, document: OpenAPISchema) -> Iterator[tuple[Operation, str, dict[str, Any]]]:
        by_id = {
            operation.operation_id or self.get_openapi_operation_id(operation): operation
            for router in self._get_bound_routers()
            for view in router.path_operations.values()
            for operation in view.operations
        }
        for methods in document["paths"].values():
            for method, details in methods.items():
                yield by_id[details["operationId"]], method.upper(), details

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the function, which says it all: ``list_rules``."""
        return operation.view_func.__name__


def _add(schemas: dict[str, Any], schema: dict[str, Any], name: str) -> None:
    schemas.update(schema.pop("$defs", {}))
    schemas[name] = schema


def _complete(details: dict[str, Any], operation: Operation, method: str) -> None:
    keys = [key for key in operation.auth_callbacks if isinstance(key, Key)]
    details["security"] = [{"Key": [key.scope_for(method).value]} for key in keys]
    statuses = [*_ALWAYS]
    if "{" in operation.path:
        statuses.append(HTTPStatus.NOT_FOUND)
    parameters = details["parameters"]
    if method in READING:
        if is_single(operation.path):
            parameters.append(_header("If-None-Match", "The ETag of what you have; 304 when it still holds."))
            details["responses"][304] = {"description": "You have it already."}
    else:
        statuses.append(HTTPStatus.CONFLICT)
        parameters.append(_PULSE_NOW)
        if is_repeatable(operation):
            parameters.append(_REPEATABLE)
        if is_single(operation.path):
            statuses.append(HTTPStatus.PRECONDITION_FAILED)
            parameters.append(_header("If-Match", "The ETag of what you saw; 412 when it changed since."))
    if takes_body(operation):
        statuses += [HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE]
    for status in statuses:
        details["responses"].setdefault(status.value, {"description": status.phrase, **_PROBLEM})


def _header(name: str, description: str) -> dict[str, Any]:
    schema = {"type": "string"}
    return {"in": "header", "name": name, "required": False, "description": description, "schema": schema}


def _webhook(kind: str, name: str) -> dict[str, Any]:
    return {
        "post": {
            "operationId": kind.replace(".", "_"),
            "summary": f"We send this to your endpoints: {kind}",
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": {"$ref": _REF.format(model=name)}}},
            },
            "responses": {"2XX": {"description": "You took it. Any other answer has us try again."}},
        }
    }
