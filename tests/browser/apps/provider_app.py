"""A real OpenID Connect provider for one port: oidc-provider-mock, without its style sheet.

Its own pages would ask another machine for the sheet. Usage: provider_app.py PORT PEOPLE, where
PEOPLE is JSON from each person's sub to her claims.
"""

import json
import os
import sys

from jinja2 import ChoiceLoader, DictLoader
from oidc_provider_mock import User, app
from werkzeug.serving import run_simple

PAPER = """<!doctype html><html lang="en"><title>Provider</title><link rel="icon" href="data:,">
<main>{% block content %}{% endblock %}</main></html>"""

port, people = int(sys.argv[1]), json.loads(sys.argv[2])
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # http, on this machine only
provider = app(user_claims=[User(sub=sub, claims=claims) for sub, claims in people.items()])
provider.jinja_env.loader = ChoiceLoader(
    [DictLoader({"_base.html": PAPER}), provider.jinja_env.loader]
)
run_simple("127.0.0.1", port, provider, threaded=True)
