"""Answers cases as boto3 and the AWS CLI v1 do.

Reads one JSON object a line, writes one a line. botocore, boto3 and awscli are imported once, and a session and the
CLI's driver are made once, which know nothing of a case; a few cases are answered by a forked child, by one judge after
the other, each with its own home folder and exactly the environment that it is given. The tests compare some of the
answers with those of real processes.
"""
import contextlib
import gc
import inspect
import io
import json
import os
import shutil
import sys
import time

# What these libraries compute from the home folder when they are imported is put right in the child, see `at_home`.
NOBODYS_HOME = "/nonexistent-home-of-the-judge"
os.environ["HOME"] = NOBODYS_HOME
sys.dont_write_bytecode = True

import awscli.clidriver  # noqa: E402
import boto3  # noqa: E402
import botocore.compat  # noqa: E402
import botocore.exceptions  # noqa: E402
import botocore.hooks  # noqa: E402
import botocore.loaders  # noqa: E402
import botocore.session  # noqa: E402
import botocore.utils  # noqa: E402
from botocore.config import Config  # noqa: E402

import guard  # noqa: E402
import wire  # noqa: E402

# By both of these each new session and driver registers hundreds of handlers; to answer the same at less cost.
_accepts_kwargs = botocore.compat.accepts_kwargs


def accepts_kwargs(func):
    code = getattr(getattr(func, "__func__", func), "__code__", None)
    return _accepts_kwargs(func) if code is None else bool(code.co_flags & inspect.CO_VARKEYWORDS)


botocore.hooks.accepts_kwargs = accepts_kwargs
_alias_event_name = botocore.hooks.EventAliaser._alias_event_name
_aliases = {}


def alias_event_name(self, event_name):
    if event_name not in _aliases:
        _aliases[event_name] = _alias_event_name(self, event_name)
    return _aliases[event_name]


botocore.hooks.EventAliaser._alias_event_name = alias_event_name

# awscli adds its own folder to the variable when it is imported: part of the program, not of a case.
DATA_PATH = os.environ.get("AWS_DATA_PATH", "")


def constants_of_home():
    """Every constant of the libraries that was made of the home folder of the time of the import."""
    for name, module in list(sys.modules.items()):
        if module is None or name.split(".")[0] not in ("botocore", "boto3", "awscli", "s3transfer"):
            continue
        for holder in [module, *[value for value in vars(module).values() if isinstance(value, type)]]:
            for key, value in list(vars(holder).items()):
                if isinstance(value, str) and NOBODYS_HOME in value:
                    yield holder, key, value


def at_home(home, constants):
    for holder, key, value in constants:
        setattr(holder, key, value.replace(NOBODYS_HOME, home))


def short(error):
    return {"class": type(error).__name__, "text": " ".join(str(error).split())[:300]}


def kind(error):
    if isinstance(error, botocore.exceptions.ProfileNotFound):
        return "not found"
    return "error"


def attempt(work):
    try:
        return work()
    except Exception as error:
        return {"error": short(error)}


# Requests beyond the sign-in, by the name that a case gives to what it wants to see on the wire.
def ask_sts(session):
    session.client("sts").get_caller_identity()
    return "asked"


def ask_s3(session):
    session.client("s3").list_buckets()
    return "asked"


def put_s3(session):
    session.client("s3").put_object(Bucket="acme-data", Key="k", Body=b"x")
    return "asked"


def get_s3(session):
    session.client("s3").get_object(Bucket="acme-data", Key="k")["Body"].read()
    return "asked"


def ask_s3_plainly(session):
    """A client that is told not to look for configured endpoints."""
    session.client("s3", config=Config(ignore_configured_endpoint_urls=True)).list_buckets()
    return "asked"


def retries(session):
    found = session.client("s3").meta.config.retries
    return f"{found.get('mode')} {found.get('total_max_attempts')}"


REQUESTS = {"sts": ask_sts, "s3": ask_s3, "put": put_s3, "get": get_s3, "plain": ask_s3_plainly, "retries": retries}


def boto(case, core):
    answer = {}
    try:
        session = boto3.Session(profile_name=case.get("profile"), botocore_session=core)
        answer["region"] = session.region_name
        credentials = session.get_credentials()
        if credentials is None:
            answer["credentials"] = "none"
        else:
            frozen = credentials.get_frozen_credentials()
            answer["credentials"] = frozen.access_key
            answer["token"] = frozen.token
            answer["method"] = credentials.method
    except BaseException as error:
        answer["credentials"] = kind(error)
        answer["error"] = short(error)
        if answer["credentials"] == "not found":
            return answer
    for name in case["requests"]:
        answer[name] = attempt(lambda: REQUESTS[name](session))
    return answer


def cli(case, driver):
    """A command as the program's own entry runs it: `sts get-caller-identity`, where its request is looked at, else
    `configure list`, whose session then tells the credentials that it has masked."""
    out, err = io.StringIO(), io.StringIO()
    command = ["sts", "get-caller-identity"] if "sts" in case["requests"] else ["configure", "list"]
    found = {}
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            # The program's entry reads the files when it makes its driver.
            assert driver.session.full_config is not None
            profile = case.get("profile")
            code = driver.main([*(["--profile", profile] if profile is not None else []), *command])
            if code == 0 and command[0] == "configure":
                credentials = driver.session.get_credentials()
                frozen = credentials and credentials.get_frozen_credentials()
                found = {"key": frozen.access_key, "token": frozen.token} if frozen else {"key": "none"}
        except SystemExit as exit:
            code = exit.code
        except BaseException as error:
            code = 255
            err.write(f"{type(error).__name__}: {error}")
    return {**found, "code": code, "stderr": " ".join(err.getvalue().split())[:300]}


ASKED = {"boto3": boto, "cli": cli}


def settle(case):
    os.environ.clear()
    os.environ.update(case["env"])
    if case["who"] == "cli":
        os.environ["AWS_DATA_PATH"] = DATA_PATH
    os.umask(0o022)
    guard.install(**case["guard"])
    if case.get("unprivileged") and os.getuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)


def taken_by(driver):
    """What the CLI's session has, whatever became of its request."""
    credentials = driver.session.get_credentials()
    frozen = credentials and credentials.get_frozen_credentials()
    return {"key": frozen.access_key, "token": frozen.token} if frozen else {"key": "none"}


def anew(make):
    """What a judge begins with, made as by nobody: the files of a case are for the judge itself to read."""
    os.environ.clear()
    os.environ.update(HOME=NOBODYS_HOME, AWS_DATA_PATH=DATA_PATH)
    return make()


def make_files(home, files):
    for path, content in files.items():
        file = os.path.join(home, path)
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "w", encoding="utf-8", newline="") as opened:
            opened.write(content)
        if path.startswith("bin/"):
            os.chmod(file, 0o755)


def answer_many(cases, make, constants, seen):
    """Each case by a new session (a new driver), in a home of its own, which is made here."""
    answers = []
    for case in cases:
        home = case["env"]["HOME"]
        make_files(home, case["files"])
        begun = anew(make[case["who"]])
        settle(case)
        at_home(home, constants)
        seen.clear()
        said = ASKED[case["who"]](case, begun)
        if case["who"] == "cli" and "key" not in said and "ConfigParseError" not in said["stderr"]:
            said.update(attempt(lambda: taken_by(begun)))
        answers.append({"said": said, "seen": list(seen)})
        shutil.rmtree(home, ignore_errors=True)
    return answers


def serve_many(fake):
    """Answers many cases a line, without a child for each: to fork costs more than to answer. Their requests are answered
    within this process."""
    # Commands of the cases have no business with these.
    lines, answers = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    make = make_ready()["make"]
    constants = list(constants_of_home())
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
    seen = wire.install(fake)
    # Between its attempts nobody need wait.
    time.sleep = lambda seconds: None
    botocore.utils.ContainerMetadataFetcher.__init__.__defaults__ = (None, time.sleep)
    for line in lines:
        message = json.loads(line)
        try:
            answer = answer_many(message["many"], make, constants, seen)
        except BaseException as error:
            answer = {"broken": repr(error)}
        print(json.dumps({"id": message["id"], "answer": answer}, default=str), file=answers, flush=True)


def answer_parts(parts, ready, constants):
    """The first of each judge's by what is ready, the others by what is made anew."""
    unused, answers = dict(ready), []
    for part in parts:
        begun = unused.pop(part["who"], None) or anew(ready["make"][part["who"]])
        settle(part)
        at_home(os.path.expanduser("~"), constants)
        answers.append(ASKED[part["who"]](part, begun))
    return answers


def answer_in_child(case, ready, constants):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        code = 0
        try:
            null = os.open(os.devnull, os.O_RDWR)
            for descriptor in (0, 1, 2):
                os.dup2(null, descriptor)
            answer = json.dumps(answer_parts(case["parts"], ready, constants), default=str)
        except BaseException as error:
            answer = json.dumps({"broken": repr(error)})
            code = 1
        with os.fdopen(writing, "w") as pipe:
            pipe.write(answer)
        os._exit(code)
    os.close(writing)
    return child, reading


def make_ready():
    """Does once what is the same in every case: reads AWS's service models, imports what is imported late, makes what
    each judge begins with."""
    loader = botocore.loaders.create_loader(DATA_PATH)

    def make_core():
        core = botocore.session.get_session()
        core.register_component("data_loader", loader)
        return core

    def make_driver():
        driver = awscli.clidriver.create_clidriver()
        driver.session.register_component("data_loader", loader)
        # It has read the files of nobody's home.
        driver.session._config = None
        return driver

    nowhere = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "1", "AWS_EC2_METADATA_DISABLED": "true"}
    region = {"AWS_DEFAULT_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
    os.environ.update({**nowhere, **region})
    for service in ("s3", "sts", "sso", "sso-oidc"):
        make_core().create_client(service)
    cli({"requests": ["sts"]}, make_driver())
    boto({"requests": ["sts", "s3"]}, make_core())
    loader.list_available_services("service-2")
    core, driver = make_core(), make_driver()
    return {"boto3": core, "cli": driver, "make": {"boto3": make_core, "cli": make_driver}}


def serve():
    """Each line names its case; up to as many children as lines are waiting run at once, the test says how many."""
    import selectors

    ready = make_ready()
    constants = list(constants_of_home())
    # Collections would touch, and so copy, all of the memory that the children share.
    gc.collect()
    gc.disable()
    gc.freeze()
    select = selectors.DefaultSelector()
    os.set_blocking(0, False)
    select.register(0, selectors.EVENT_READ, None)
    waiting, partial, open_input = {}, b"", True
    while open_input or waiting:
        for key, _ in select.select():
            if key.data is None:
                data = os.read(0, 1 << 20)
                if data == b"":
                    select.unregister(0)
                    open_input = False
                *lines, partial = (partial + data).split(b"\n")
                for line in filter(None, lines):
                    case = json.loads(line)
                    child, reading = answer_in_child(case, ready, constants)
                    waiting[reading] = (case["id"], child, [])
                    select.register(reading, selectors.EVENT_READ, reading)
                continue
            name, child, parts = waiting[key.data]
            data = os.read(key.data, 1 << 16)
            if data:
                parts.append(data)
                continue
            select.unregister(key.data)
            os.close(key.data)
            os.waitpid(child, 0)
            del waiting[key.data]
            answer = json.loads(b"".join(parts) or b'{"broken": "no answer"}')
            sys.stdout.write(json.dumps({"id": name, "answer": answer}) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    serve_many(sys.argv[1]) if len(sys.argv) > 1 else serve()
