"""Keeps a process of Python on loopback: every name and address that is not loopback is answered by the test's fakes.

A real process gets it as `sitecustomize`, by PYTHONPATH; the warm judge installs it in each child.
"""
import ipaddress
import json
import os
import socket

_lookup = socket.getaddrinfo
_connect = socket.socket.connect


def _is_loopback(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def install(plain, tls, trusted):
    """`plain` and `tls` are ports of the fakes, `trusted` the bundle that stands for the machine's own."""

    def getaddrinfo(host, port, *args, **kwargs):
        if isinstance(host, bytes):
            host = host.decode()
        if host is None or _is_loopback(host):
            return _lookup(host, port, *args, **kwargs)
        there = tls if port == 443 else plain
        return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", there))]

    def connect(self, address):
        if isinstance(address, tuple) and not _is_loopback(address[0]):
            raise OSError(f"the test would leave loopback for {address[0]}")
        return _connect(self, address)

    socket.getaddrinfo = getaddrinfo
    socket.socket.connect = connect
    import botocore.httpsession

    botocore.httpsession.where = lambda: trusted


def install_from_environment():
    settings = os.environ.pop("JUDGES_GUARD", None)
    if settings is not None:
        install(**json.loads(settings))
