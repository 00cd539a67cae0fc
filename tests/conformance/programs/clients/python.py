"""boto3 and the AWS CLI as clients: see ../../clients/Client.ts for what they read and answer.

A new environment is a new process, forked from this one, which has loaded them already.
"""

import contextlib
import io
import json
import os
import sys

KIND = sys.argv[1]


def refusal(error):
    return {"error": f"{type(error).__name__}: {error}"}


class Boto3:
    def __init__(self, endpoint):
        from botocore.config import Config

        self.session = boto3.Session()
        self.settings = {"endpoint_url": endpoint, "config": Config(retries={"total_max_attempts": 1})}

    def who(self, ask):
        return {"arn": self.session.client("sts", **self.settings).get_caller_identity()["Arn"]}

    def assume(self, ask):
        answer = self.session.client("sts", **self.settings).assume_role(
            RoleArn=ask["role"], RoleSessionName="from-client", Tags=[{"Key": "team", "Value": "a b+c/ü"}]
        )
        return {"arn": answer["AssumedRoleUser"]["Arn"]}

    def buckets(self, ask):
        answer = self.session.client("s3", **self.settings).list_buckets()
        return {"buckets": [bucket["Name"] for bucket in answer["Buckets"]]}


class Cli:
    def __init__(self, endpoint):
        self.endpoint = endpoint

    def call(self, *words):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                driver = awscli.clidriver.create_clidriver()
                status = driver.main([*words, "--output", "json", "--endpoint-url", self.endpoint])
            except SystemExit as end:
                status = end.code
        if status:
            return None, {"error": err.getvalue().strip()}
        return json.loads(out.getvalue()), None

    def who(self, ask):
        answer, failed = self.call("sts", "get-caller-identity")
        return failed or {"arn": answer["Arn"]}

    def assume(self, ask):
        role = ["--role-arn", ask["role"], "--role-session-name", "from-client"]
        answer, failed = self.call("sts", "assume-role", *role, "--tags", "Key=team,Value=a b+c/ü")
        return failed or {"arn": answer["AssumedRoleUser"]["Arn"]}

    def buckets(self, ask):
        answer, failed = self.call("s3api", "list-buckets")
        return failed or {"buckets": [bucket["Name"] for bucket in answer["Buckets"]]}


def load():
    """Loads what is judged, as a new process would find it loaded."""
    global boto3, awscli
    if KIND == "boto3":
        import boto3
    else:
        import awscli.clidriver


def answer(kept, ask):
    try:
        return getattr(kept, ask["op"])(ask)
    except Exception as error:  # whatever a client says is its answer
        return refusal(error)


def make(ask):
    try:
        return (Boto3 if KIND == "boto3" else Cli)(ask["endpoint"]), None
    except Exception as error:
        return None, refusal(error)


def serve(ask, more):
    # The AWS CLI names its own data in a variable when it is loaded.
    data = {name: value for name, value in os.environ.items() if name == "AWS_DATA_PATH"}
    os.environ.clear()
    os.environ.update(data | ask["env"])
    kept, failed = make(ask)
    while True:
        print(json.dumps(failed or answer(kept, ask)), flush=True)
        if ask.get("kept") is not True:
            return
        line = more.readline()
        if line == "":
            return
        ask = json.loads(line)


def main():
    load()
    # Read without a buffer, so that a child finds the next line where its parent left off.
    lines = io.TextIOWrapper(io.FileIO(0, closefd=False), encoding="utf8", line_buffering=True)
    for line in iter(lines.readline, ""):
        ask = json.loads(line)
        child = os.fork()
        if child == 0:
            serve(ask, lines)
            sys.stdout.flush()
            os._exit(0)
        os.waitpid(child, 0)


main()
