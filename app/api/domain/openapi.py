"""The description of the interface (OpenAPI 3.1), made of the definitions of forms and of what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.api.domain.schemas import ANSWERS, ref
from app.api.words import Scope
from app.clinics.domain.schema import body_schema, version_of
from app.clinics.words import REPORTS, ClinicForm, CorrectionReason

VERSION = "1.0"
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 100},
    "description": "La même clé avec le même envoi reçoit la même réponse; avec un autre, 422.",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One verb at one address: what it takes, and what it answers when it does what is asked."""

    method: str
    path: str
    says: str
    scope: Scope | None
    answers: str
    status: int = 200
    takes: Mapping[str, Any] | None = None
    parameters: Sequence[Mapping[str, Any]] = ()
    refuses: Sequence[int] = ()

    def as_openapi(self) -> dict[str, Any]:
        """The operation as OpenAPI has it."""
        said: dict[str, Any] = {"summary": self.says, "parameters": [dict(each) for each in self.parameters]}
        if self.takes is not None:
            said["requestBody"] = {"required": True, "content": dict(self.takes)}
        said["security"] = [{"certified_software": [str(self.scope)]}] if self.scope else []
        said["responses"] = {str(self.status): self._answer()}
        for status in sorted({*self.refuses, *((401, 403, 429, 503) if self.scope else ())}):
            content = {"application/problem+json": {"schema": ref("Problem")}}
            said["responses"][str(status)] = {"description": "Refus (RFC 9457)", "content": content}
            if status == 429:
                said["responses"]["429"]["headers"] = {"Retry-After": {"required": True, "schema": {"type": "integer"}}}
        return said

    def _answer(self) -> dict[str, Any]:
        schema = ref(self.answers) if self.answers in ANSWERS else {"type": "object"}
        answer: dict[str, Any] = {"description": self.says, "content": {"application/json": {"schema": schema}}}
        if self.status == 202:
            answer["headers"] = {"Location": {"required": True, "schema": {"type": "string"}}}
        return answer


def _query(name: str, says: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": {"type": "string", **schema}, "description": says}


def _within(name: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", **schema}}


def _json(*schemas: Mapping[str, Any]) -> dict[str, Any]:
    schema = {"oneOf": [dict(each) for each in schemas]} if len(schemas) > 1 else dict(schemas[0])
    return {"application/json": {"schema": schema}}


def _asked(form: ClinicForm, *, said: bool = True) -> dict[str, Any]:
    """`{"form": …, "body": …}`."""
    members = {"form": {"const": str(form)}, "body": ref(str(form))}
    required = ["form", "body"] if said else ["body"]
    return {"type": "object", "properties": members, "required": required, "additionalProperties": False}


def _correction(*forms: ClinicForm) -> dict[str, Any]:
    """`{"reason": …, "body": …}`."""
    members = {
        "reason": {"enum": list(map(str, CorrectionReason))},
        "body": {"anyOf": [ref(str(each)) for each in forms]},
    }
    return {"type": "object", "properties": members, "required": ["reason", "body"], "additionalProperties": False}


_CANCELLATION = {
    "type": "object",
    "properties": {"reason": {"enum": list(map(str, CorrectionReason))}},
    "required": ["reason"],
    "additionalProperties": False,
}
_ON = _query("on", "Un jour; aujourd'hui sinon.", format="date")
_TABLE = _within("table", enum=["presence-codes", "rates", "limits", "reasons", "offices"])
_SENDS = (400, 409, 413, 415, 422)
#: Anything that a try is asked about: it says itself what is wrong.
_TRIED = {
    "type": "object",
    "properties": {"form": {"enum": [str(form) for form in ClinicForm]}, "body": {}},
    "required": ["form", "body"],
}
_TOKEN = {
    "application/x-www-form-urlencoded": {
        "schema": {
            "type": "object",
            "properties": {
                "grant_type": {"const": "client_credentials"},
                "client_assertion_type": {"const": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
                "client_assertion": {"type": "string"},
                "scope": {"type": "string"},
                "supplier_no": {"type": "string"},
            },
            "required": ["grant_type", "client_assertion", "scope", "supplier_no"],
        }
    }
}
OPERATIONS: tuple[Operation, ...] = (
    Operation("post", "/oauth/token", "Donne un jeton", None, "Token", takes=_TOKEN),
    Operation(
        *(
            "post",
            "/api/v1/validations",
            "Dit ce que deviendrait un formulaire",
            Scope.SUBMIT,
            "Verdict",
        ),
        takes=_json(_TRIED),
        refuses=(400, 413, 415, 422),
    ),
    Operation(
        *("post", "/api/v1/reports", "Reçoit un rapport", Scope.SUBMIT, "Receipt", 202),
        takes=_json(*map(_asked, REPORTS)),
        parameters=[_KEY],
        refuses=_SENDS,
    ),
    Operation(
        *("post", "/api/v1/attendance-sheets", "Reçoit un relevé des présences", Scope.SUBMIT, "Receipt", 202),
        takes=_json(ref("attendance_sheet"), _asked(ClinicForm.ATTENDANCE_SHEET, said=False)),
        parameters=[_KEY],
        refuses=_SENDS,
    ),
    Operation(
        *("post", "/api/v1/reports/{public_id}/corrections", "Reçoit une autre version", Scope.SUBMIT, "Receipt", 202),
        takes=_json(_correction(*REPORTS)),
        parameters=[_within("public_id"), _KEY],
        refuses=(404, *_SENDS),
    ),
    Operation(
        *("post", "/api/v1/attendance-sheets/{public_id}/corrections", "Reçoit une autre version"),
        *(Scope.SUBMIT, "Receipt"),
        status=202,
        takes=_json(_correction(ClinicForm.ATTENDANCE_SHEET)),
        parameters=[_within("public_id"), _KEY],
        refuses=(404, *_SENDS),
    ),
    Operation(
        *("post", "/api/v1/reports/{public_id}/cancellation", "Annule un rapport", Scope.SUBMIT, "Receipt", 202),
        takes=_json(_CANCELLATION),
        parameters=[_within("public_id"), _KEY],
        refuses=(404, *_SENDS),
    ),
    Operation(
        *("post", "/api/v1/attendance-sheets/{public_id}/cancellation", "Annule un relevé dont rien n'est payé"),
        *(Scope.SUBMIT, "Receipt"),
        status=202,
        takes=_json(_CANCELLATION),
        parameters=[_within("public_id"), _KEY],
        refuses=(404, *_SENDS),
    ),
    Operation(
        *("get", "/api/v1/submissions", "Dit ce qui a changé depuis un curseur", Scope.READ, "Submissions"),
        parameters=[_query("since", "Ce qu'une réponse a donné comme « next ».")],
        refuses=(400,),
    ),
    Operation(
        *("get", "/api/v1/submissions/{public_id}", "Dit où en est un envoi", Scope.READ, "Submission"),
        parameters=[_within("public_id")],
        refuses=(404,),
    ),
    Operation(
        *("get", "/api/v1/payments", "Dit ce qui a été payé ou non depuis un curseur", Scope.READ, "Payments"),
        parameters=[_query("since", "Ce qu'une réponse a donné comme « next ».")],
        refuses=(400,),
    ),
    Operation(
        *("get", "/api/v1/workers-in-care", "Dit où en sont les rapports d'étape", Scope.READ, "Workers"),
        parameters=[_ON, _query("after", "Ce qu'une réponse a donné comme « next ».")],
        refuses=(400,),
    ),
    Operation(
        *("get", "/api/v1/reference/{table}", "Donne une table telle qu'elle est un jour", Scope.READ, "Table"),
        parameters=[_TABLE, _ON],
        refuses=(400, 404),
    ),
    Operation(
        *("get", "/api/v1/schemas/{name}/{version}.json", "Donne la description d'un formulaire", None, "Schema"),
        parameters=[_within("name", enum=[str(form) for form in ClinicForm]), _within("version")],
        refuses=(404,),
    ),
    Operation("get", "/api/v1/openapi.json", "Donne cette description", None, "Description"),
)


def openapi(server: str) -> dict[str, Any]:
    """The whole description; `server` is where the portal stands."""
    paths: dict[str, dict[str, Any]] = {}
    for each in OPERATIONS:
        paths.setdefault(each.path, {})[each.method] = each.as_openapi()
    refusal = {"description": "Le seul refus", "content": {"application/json": {"schema": ref("TokenRefusal")}}}
    paths["/oauth/token"]["post"]["responses"] |= {"401": refusal, "429": refusal}
    flow = {"tokenUrl": f"{server}/oauth/token", "scopes": {str(scope): scope.fr for scope in Scope}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Guichet SST : logiciels certifiés des cliniques", "version": VERSION},
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "schemas": {**ANSWERS, **{str(form): body_schema(form) for form in ClinicForm}},
            "securitySchemes": {"certified_software": {"type": "oauth2", "flows": {"clientCredentials": flow}}},
        },
    }


def schema_of(name: str, version: str) -> dict[str, Any] | None:
    """What the body of a form is, by its name and the version of its description; None for what is not published."""
    form = ClinicForm(name) if name in set(map(str, ClinicForm)) else None
    return body_schema(form) if form is not None and version_of(form) == version else None
