"""Checks a webhook with PyJWT. Reads {token, key, body} as JSON from stdin, the body in base64."""

import base64
import hashlib
import json
import sys

import jwt

given = json.load(sys.stdin)
claims = jwt.decode(
    given["token"],
    given["key"],
    algorithms=["ES256"],
    options={"require": ["iat"]},
)
body = base64.b64decode(given["body"])
assert claims["request_body_sha256"] == hashlib.sha256(body).hexdigest()

try:
    jwt.decode(given["token"], given["key"], algorithms=["HS256"])
except jwt.InvalidTokenError:
    pass
except jwt.InvalidKeyError:
    pass
else:
    raise SystemExit("another algorithm was taken")
print("verified")
