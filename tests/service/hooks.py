"""Who schemathesis is to each call: an integrator, a page with a claim code, a frame with its session."""

import os

import requests
import schemathesis

URL = os.environ["CONNECT_URL"]
API_KEY = os.environ["CONNECT_API_KEY"]


def bearer(case, token):
    case.headers = case.headers or {}
    case.headers["Authorization"] = f"Bearer {token}"


def create_link():
    body = {
        "integrationId": "tmobile",
        "resource": "mobileBillingStatement",
        "action": "read",
    }
    headers = {"Authorization": f"Bearer {API_KEY}"}
    response = requests.post(f"{URL}/v1/links", json=body, headers=headers, timeout=10)
    response.raise_for_status()
    return response.json()


@schemathesis.auth().apply_to(path_regex="^/v1/")
class Integrator:
    def get(self, case, context):
        return API_KEY

    def set(self, case, data, context):
        bearer(case, data)


@schemathesis.auth(refresh_interval=60).apply_to(path_regex="^/link/status")
class Page:
    def get(self, case, context):
        return create_link()["claimCode"]

    def set(self, case, data, context):
        bearer(case, data)


@schemathesis.auth(refresh_interval=None).apply_to(path_regex="^/clip/")
class Frame:
    """A fresh session each time, because one login uses it up."""

    def get(self, case, context):
        code = create_link()["claimCode"]
        response = requests.post(f"{URL}/link/claim", json={"code": code}, timeout=10)
        response.raise_for_status()
        return response.json()

    def set(self, case, data, context):
        # Some generated ids stay as they are, and are not found.
        if len(case.path_parameters.get("session_id", "")) % 2 == 0:
            case.path_parameters["session_id"] = data["sessionId"]
        bearer(case, data["clientToken"])
