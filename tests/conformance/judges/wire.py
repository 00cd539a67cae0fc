"""Answers the requests of botocore within the process, as the fakes answer them on loopback, and remembers them.

For thousands of cases that ask which key, role, region and endpoint: no socket and no handshake for each.
"""
import datetime
import hashlib
import json
import re
import urllib.parse

import botocore.awsrequest
import botocore.httpsession

SHOWN = ["RoleArn", "RoleSessionName", "DurationSeconds", "ExternalId", "SerialNumber", "WebIdentityToken"]
GENERATED = re.compile(r"^(botocore-session-\d+|aws-cli-botocore-session-\d+)$")


class Body:
    def __init__(self, body):
        self.body = body

    def stream(self, *_, **__):
        yield self.body

    def read(self, *_):
        return self.body


def text(value):
    return value.decode() if isinstance(value, bytes) else (value or "")


def later():
    end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
    return end.strftime("%Y-%m-%dT%H:%M:%SZ")


def key_of(*parts):
    return "ASIA" + hashlib.sha1("|".join(parts).encode()).hexdigest()[:16].upper()


def signature(headers):
    found = re.search(r"Credential=([^/,]+)/\d+/([^/]+)/", text(headers.get("Authorization")))
    key, region = found.groups() if found else ("nobody", "")
    token = headers.get("X-Amz-Security-Token")
    said = [] if token is None else ["with an empty token" if text(token) == "" else "with a token"]
    return " ".join([key, *said, *([region] if region else [])])


def described(request, query):
    url = urllib.parse.urlsplit(request.url)
    if "Action" in query:
        shown = [
            f"{name}={'generated' if GENERATED.match(query[name]) else query[name]}" for name in SHOWN if name in query
        ]
        return " ".join([query["Action"], *shown])
    if "/s3/aws4_request" in text(request.headers.get("Authorization")):
        return "ListBuckets"
    search = "&".join(sorted(url.query.split("&")))
    return f"{request.method} {re.sub('^/aws(?=/)', '', url.path) or '/'}" + (f"?{search}" if search else "")


def platform(key):
    return {"Code": "Success", "AccessKeyId": key, "SecretAccessKey": "secret", "Token": "token", "Expiration": later()}


def usual(what, signed, query, url):
    action = query.get("Action")
    if action == "GetCallerIdentity":
        result = "<Arn>arn:aws:iam::111111111111:user/u</Arn><UserId>AIDA</UserId><Account>111111111111</Account>"
    elif action is not None:
        result = (
            f"<Credentials><AccessKeyId>{key_of(query.get('RoleArn', ''), signed.split(' ')[0])}</AccessKeyId>"
            "<SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>"
            f"<Expiration>{later()}</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>AROA:s</AssumedRoleId>"
            "<Arn>arn:aws:sts::111111111111:assumed-role/r/s</Arn></AssumedRoleUser>"
        )
    if action is not None:
        return (
            f'<{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{action}Result>{result}</{action}Result>'
            f"<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></{action}Response>"
        )
    if what.startswith("GET /federation/credentials"):
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
        key = key_of(asked.get("account_id", ""), asked.get("role_name", ""))
        end = int((datetime.datetime.now().timestamp() + 3600) * 1000)
        keys = {"accessKeyId": key, "secretAccessKey": "secret", "sessionToken": "token", "expiration": end}
        return json.dumps({"roleCredentials": keys})
    if what == "PUT /latest/api/token":
        return "metadata-token"
    if what == "GET /latest/meta-data/iam/security-credentials/":
        return "the-role"
    if what.startswith("GET /latest/meta-data/iam/security-credentials/"):
        return json.dumps(platform("ASIAIMDS"))
    if re.match(r"GET /(v2/)?cred", what):
        return json.dumps(platform("ASIACONTAINER"))
    return "<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>"


def install(fake):
    """`fake` is the address that the cases call their own; the list returned fills with what is asked."""
    seen = []

    def send(self, request):
        query = {}
        if text(request.headers.get("Content-Type")).startswith("application/x-www-form-urlencoded"):
            query = dict(urllib.parse.parse_qsl(text(request.body), keep_blank_values=True))
        what, signed = described(request, query), signature(request.headers)
        url = urllib.parse.urlsplit(request.url)
        to = f"{url.scheme}://{url.netloc}"
        seen.append({"to": "{FAKE}" if to == fake else to, "via": "direct", "what": what, "signed": signed, "headers": {}})
        body = usual(what, signed, query, request.url).encode()
        kind = "application/json" if body.startswith(b"{") else "text/xml"
        return botocore.awsrequest.AWSResponse(request.url, 200, {"content-type": kind}, Body(body))

    botocore.httpsession.URLLib3Session.send = send
    return seen
