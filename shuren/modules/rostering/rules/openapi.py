"""The description of the service (OpenAPI 3.0), made from the binding it serves: what is here is answered.

The objects are those of the standard with two differences that follow from what a school grants: only `sourcedId`,
`status` and `dateLastModified` are always there (unless `fields` leaves them out), and only fields that this platform
can fill are named.
"""

from typing import Any, Final

from shuren.modules.rostering.rules.asking import LARGEST, MOST, USUAL
from shuren.modules.rostering.rules.binding import (
    CLASS,
    CORE,
    COURSE,
    DEMOGRAPHICS,
    ENROLLMENT,
    FULL,
    OPERATIONS,
    ORG,
    PERSONAL,
    SESSION,
    USER,
    Operation,
    Resource,
)

Schema = dict[str, Any]
_TEXT: Final[Schema] = {"type": "string"}
_DAY: Final[Schema] = {"type": "string", "format": "date"}
_TEXTS: Final[Schema] = {"type": "array", "items": _TEXT}
ID: Final[Schema] = {"type": "string", "pattern": "^[0-9a-f]{32}([0-9a-f]{32})?$"}


def _one_of(*values: str) -> Schema:
    return {"type": "string", "enum": list(values)}


def _named(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def _closed(properties: dict[str, Schema], *required: str) -> Schema:
    made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return made | ({"required": list(required)} if required else {})


def _reference(kind: str) -> Schema:
    href = {"type": "string", "format": "uri"}
    return _closed({"href": href, "sourcedId": ID, "type": _one_of(kind)}, "href", "sourcedId", "type")


def _extra(*names: str) -> Schema:
    return _closed(dict.fromkeys(names, _TEXT))


_HEAD: Final[dict[str, Schema]] = {
    "sourcedId": ID,
    "status": _one_of("active", "tobedeleted"),
    "dateLastModified": {"type": "string", "format": "date-time"},
}
_ROLE: Final = _closed(
    {
        "roleType": _one_of("primary", "secondary"),
        "role": _one_of("student", "teacher", "guardian", "aide", "siteAdministrator"),
        "org": _named("OrgRef"),
    },
    "roleType", "role", "org",
)  # fmt: skip
_FIELDS: Final[dict[Resource, dict[str, Schema]]] = {
    SESSION: {
        "title": _TEXT, "startDate": _DAY, "endDate": _DAY, "type": _one_of("schoolYear", "term"),
        "parent": _named("AcademicSessionRef"), "children": _list(_named("AcademicSessionRef")),
        "schoolYear": {"type": "string", "pattern": "^[0-9]{4}$"},
    },
    ORG: {"name": _TEXT, "type": _one_of("school"), "identifier": _TEXT},
    COURSE: {"title": _TEXT, "courseCode": _TEXT, "schoolYear": _named("AcademicSessionRef"), "org": _named("OrgRef")},
    CLASS: {
        "title": _TEXT, "classCode": _TEXT, "classType": _one_of("homeroom"), "grades": _TEXTS,
        "course": _named("CourseRef"), "school": _named("OrgRef"), "terms": _list(_named("AcademicSessionRef")),
    },
    ENROLLMENT: {
        "user": _named("UserRef"), "class": _named("ClassRef"), "school": _named("OrgRef"),
        "role": _one_of("student", "teacher"), "primary": _one_of("true"),
    },
    USER: {
        "enabledUser": _one_of("true"), "givenName": _TEXT, "familyName": _TEXT, "roles": _list(_named("Role")),
        "primaryOrg": _named("OrgRef"), "identifier": _TEXT, "phone": _TEXT, "grades": _TEXTS,
        "agents": _list(_named("UserRef")), "metadata": _extra("fullName", "stage", "subject"),
        "userIds": _list(
            _closed(
                {"type": _one_of("student_no", "national_no", "staff_no"), "identifier": _TEXT}, "type", "identifier"
            )
        ),
    },
    PERSONAL: {"sex": _one_of("male", "female"), "metadata": _extra("birthYear")},
}  # fmt: skip
_REFERENCES: Final = {
    "OrgRef": "org", "CourseRef": "course", "ClassRef": "class", "UserRef": "user",
    "AcademicSessionRef": "academicSession",
}  # fmt: skip
_CODES: Final = (
    "invalid_filter_field", "invalid_selection_field", "invaliddata", "unauthorisedrequest", "forbidden",
    "unknownobject", "server_busy", "internal_server_error",
)  # fmt: skip


def described(base: str) -> dict[str, Any]:
    """Return the description of the service that stands at `base`."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "OneRoster 1.2 Rostering Service", "version": "1.2",
            "description": "Read-only. What is told is what each school granted the app: an object or a field that was"
            " not granted is not there, and a school that has not switched the app on does not exist.",
        },
        "servers": [{"url": base}],
        "paths": {operation.template: {"get": _described(operation)} for operation in OPERATIONS},
        "components": {"schemas": _schemas(), "securitySchemes": {"OAuth2CC": _security(base)}},
    }  # fmt: skip


def _described(operation: Operation) -> dict[str, Any]:
    resource = operation.resource
    body = _closed(
        {resource.one: _named(resource.name)} if operation.is_one else {resource.many: _list(_named(resource.name))},
        resource.one if operation.is_one else resource.many,
    )
    good: dict[str, Any] = {"description": "As granted.", "content": {"application/json": {"schema": body}}}
    if not operation.is_one:
        good["headers"] = {
            "X-Total-Count": {"schema": {"type": "integer", "minimum": 0}, "required": True},
            "Link": {"schema": _TEXT, "required": True},
        }
    refusals = {"400": "A parameter is not understood.", "401": "No valid access token.", "403": "Another scope.",
                "404": "Unknown object."}  # fmt: skip
    if not operation.names:
        del refusals["404"]
    refused = {"application/json": {"schema": _named("imsx_StatusInfo")}}
    identifiers = [{"name": name, "in": "path", "required": True, "schema": _TEXT} for name in operation.names]
    return {
        "operationId": operation.name,
        "security": [{"OAuth2CC": [scope]} for scope in sorted(operation.scopes)],
        "parameters": [*identifiers, *(_SELECTION if operation.is_one else [*_PAGING, *_SELECTION])],
        "responses": {"200": good}
        | {status: {"description": why, "content": refused} for status, why in refusals.items()},
    }


def _query(name: str, schema: Schema, description: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description, **more}


_NUMBER: Final[Schema] = {"type": "integer", "format": "int32", "maximum": LARGEST}
_PAGING: Final = [
    _query("limit", {**_NUMBER, "minimum": 1, "default": USUAL}, f"At most {MOST} are told."),
    _query("offset", {**_NUMBER, "minimum": 0, "default": 0}, "From 0."),
    _query("sort", _TEXT, "One field. By sourcedId the order is stable, not alphabetical: identifiers say nothing."),
    _query("orderBy", _one_of("asc", "desc"), "Rows without the field come last."),
    _query("filter", _TEXT, "field predicate 'value', joined by AND and OR; predicates = != > >= < <= ~."),
]
_SELECTION: Final = [
    _query("fields", _TEXTS, "Which fields are told; all, where none is named.", style="form", explode=False),
]


def _schemas() -> dict[str, Schema]:
    found = {name: _reference(kind) for name, kind in _REFERENCES.items()} | {"Role": _ROLE}
    found |= {resource.name: _closed({**_HEAD, **fields}) for resource, fields in _FIELDS.items()}
    minor = _closed(
        {"imsx_codeMinorFieldName": _TEXT, "imsx_codeMinorFieldValue": _one_of(*_CODES)},
        "imsx_codeMinorFieldName", "imsx_codeMinorFieldValue",
    )  # fmt: skip
    found["imsx_StatusInfo"] = _closed(
        {
            "imsx_codeMajor": _one_of("failure"), "imsx_severity": _one_of("error"), "imsx_description": _TEXT,
            "imsx_CodeMinor": _closed({"imsx_codeMinorField": _list(minor)}, "imsx_codeMinorField"),
        },
        "imsx_codeMajor", "imsx_severity", "imsx_description", "imsx_CodeMinor",
    )  # fmt: skip
    return found


def _security(base: str) -> dict[str, Any]:
    scopes = {
        CORE: "Collections and single objects, without demographics.",
        FULL: "The same, and what is nested.",
        DEMOGRAPHICS: "Demographics.",
    }
    token = f"{base.partition('/ims/')[0]}/oauth/token"
    return {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": token, "scopes": scopes}}}
