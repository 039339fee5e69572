"""`akta bucket`: make a bucket as the archive wants it, with its owner's key, which nothing else of Akta ever sees."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from dms.access import policy
from dms.access.system import Principal
from dms.errors import Refused
from dms.management.base import AktaCommand
from dms.storage import spaces

OWNER = ("S3_ROOT_ACCESS_KEY", "S3_ROOT_SECRET_KEY")


class NoBucket(Refused):
    """The settings name none."""

    code = "bucket.none"
    message = noop("AKTA_ARCHIVE names no bucket. Set it to s3://bucket/prefix first.")


class NoOwnerKey(Refused):
    """The owner's key is missing, or the application has it."""

    code = "bucket.no_owner_key"
    message = noop(
        "Give the key of the bucket's owner for this one command in %(names)s. It must not be the key of Akta itself."
    )


class Command(AktaCommand):
    """Set a bucket up."""

    help = noop(
        "Make the bucket of AKTA_ARCHIVE with versions, locks and a policy for three accounts; safe to repeat. "
        "The owner's key is read from S3_ROOT_ACCESS_KEY and S3_ROOT_SECRET_KEY."
    )
    example = "akta bucket setup --destruction akta-destruction --fixity akta-fixity"
    examples = {"setup": example, "policy": "akta bucket policy --destruction akta-destruction"}
    needs_office = False

    def arguments(self, parser: CommandParser) -> None:
        """The verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        for name, text in (("setup", _("make the bucket")), ("policy", _("only show the policy"))):
            one = verbs.add_parser(name, help=text)
            text = _("account of Akta as the server names it in a policy (default: S3_ACCESS_KEY)")
            one.add_argument("--application", metavar="NAME", default=settings.S3_ACCESS_KEY, help=text)
            one.add_argument("--destruction", metavar="NAME", default="", help=_("account that may delete versions"))
            one.add_argument("--fixity", metavar="NAME", default="", help=_("account that may only read"))

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Do the verb."""
        from dms.storage import s3_bucket

        policy.require(by, "access.write")
        if not spaces.in_bucket():
            raise NoBucket
        self._verb = options["verb"]
        bucket, prefix = spaces.bucket()
        accounts = s3_bucket.Accounts(options["application"], options["destruction"], options["fixity"])
        wanted = s3_bucket.policy(bucket, prefix, accounts)
        lines = s3_bucket.lines_to_type(settings.S3_ENDPOINT_URL, accounts)
        if self._verb == "policy":
            return {"bucket": bucket, "policy": wanted, "accounts": lines}
        key, secret = (os.environ.get(name, "") for name in OWNER)
        if not key or not secret or key == settings.S3_ACCESS_KEY:
            raise NoOwnerKey(names=" / ".join(OWNER))
        owner = spaces.account()._replace(access_key=key, secret_key=secret).client()
        try:
            steps = s3_bucket.set_up(owner, bucket, prefix, accounts)
        except s3_bucket.NoSuchAccount:
            for line in lines:
                self.stderr.write(line)
            raise
        return {"bucket": bucket, "steps": [step._asdict() for step in steps], "policy": wanted}

    def tell(self, data: dict[str, Any]) -> None:
        """Say what was done, or show the policy."""
        if self._verb == "policy":
            super().tell(data)
            return
        for step in data["steps"]:
            self.stdout.write(f"{step['name']}: {_('made') if step['changed'] else _('was right already')}")
        self.stdout.write(_("Now try it out: akta storage check"))
