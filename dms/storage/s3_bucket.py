"""A bucket as the archive wants it: versions, Object Lock, and a policy that divides the rights among three accounts.

    application  writes, reads, lists, lengthens locks; removes nothing but by a delete marker, and that only in the
                 rooms that are emptied in the ordinary course; may delete versions only in the probe's own corner,
                 so that a refusal there is the lock's doing
    destruction  removes versions, past governance locks, and sets and ends holds; its key lives only in that process
    fixity       reads and lists

Nobody gets the settings of the bucket: they stay with its owner, whose key is given to `akta bucket` alone.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from botocore.exceptions import ClientError
from django.utils.translation import gettext_noop as _

from dms.errors import Refused
from dms.storage.s3_client import code, failing, is_absent

SCRATCH = "probe/scratch/"  # where the application may delete versions, so that the probe can see a lock work
EMPTIED = ("incoming", "partial", "derived", "probe")
LOOK = ("ListBucket", "ListBucketVersions", "GetBucketVersioning", "GetBucketObjectLockConfiguration")
READ = ("GetObject", "GetObjectVersion", "GetObjectRetention", "GetObjectLegalHold")
WRITE = ("PutObject", "PutObjectRetention", "AbortMultipartUpload", "ListMultipartUploadParts")
REMOVE = ("DeleteObject", "DeleteObjectVersion", "BypassGovernanceRetention", "PutObjectLegalHold")


class NoSuchAccount(Refused):
    """The server does not know an account that the policy names."""

    code = "storage.no_such_account"
    message = _("The server does not know one of the accounts %(accounts)s. Make them first, then repeat.")


class CannotLock(Refused):
    """The bucket was made without Object Lock and the server adds it to none."""

    code = "storage.cannot_lock"
    message = _(
        "The bucket %(bucket)s was made without locks, and this server adds none. Name one that is not there yet."
    )


class Accounts(NamedTuple):
    """The names of the accounts as the server writes them in a policy; destruction and fixity may be missing."""

    application: str
    destruction: str = ""
    fixity: str = ""


class Step(NamedTuple):
    """One thing that was looked at: its name, and whether it had to be done."""

    name: str
    changed: bool


def policy(bucket: str, prefix: str, accounts: Accounts) -> dict[str, Any]:
    """Return the bucket's policy."""
    inside = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
    all_keys = [f"{inside}*"]
    rules = [
        (accounts.application, (*LOOK, "ListBucketMultipartUploads"), None),
        (accounts.application, (*READ, *WRITE), all_keys),
        (accounts.application, ("DeleteObject",), [f"{inside}{room}/*" for room in EMPTIED]),
        (accounts.application, ("DeleteObjectVersion", "PutObjectLegalHold"), [f"{inside}{SCRATCH}*"]),
        (accounts.destruction, LOOK, None),
        (accounts.destruction, (*READ, *REMOVE, "PutObjectRetention"), all_keys),
        (accounts.fixity, LOOK, None),
        (accounts.fixity, READ, all_keys),
    ]
    statements = [
        {
            "Effect": "Allow",
            "Principal": {"AWS": [who]},
            "Action": [f"s3:{one}" for one in actions],
            "Resource": [f"arn:aws:s3:::{bucket}" + (f"/{key}" if key else "") for key in keys or [""]],
        }
        for who, actions, keys in rules
        if who
    ]
    return {"Version": "2012-10-17", "Statement": statements}


def set_up(owner: Any, bucket: str, prefix: str, accounts: Accounts) -> list[Step]:
    """Make the bucket as it has to be, with the client of its owner; what is right already is left alone.

    Raises `NoSuchAccount`, `StorageFailed`.
    """
    with failing(bucket):
        return [
            Step("bucket", _make(owner, bucket)),
            Step("versioning", _version(owner, bucket)),
            Step("object lock", _lock(owner, bucket)),
            Step("policy", _permit(owner, bucket, policy(bucket, prefix, accounts), accounts)),
        ]


def _make(owner: Any, bucket: str) -> bool:
    try:
        owner.head_bucket(Bucket=bucket)
    except ClientError as error:
        if not is_absent(error) and code(error) != "NoSuchBucket":
            raise
        owner.create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=True)
        return True
    return False


def _version(owner: Any, bucket: str) -> bool:
    if owner.get_bucket_versioning(Bucket=bucket).get("Status") == "Enabled":
        return False
    owner.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    return True


def _lock(owner: Any, bucket: str) -> bool:
    try:
        found = owner.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"]
        if found.get("ObjectLockEnabled") == "Enabled":
            return False
    except ClientError as error:
        if code(error) != "ObjectLockConfigurationNotFoundError":
            raise
    try:
        owner.put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled"})
    except ClientError as error:
        if code(error) == "InvalidBucketState":
            raise CannotLock(bucket=bucket) from error
        raise
    return True


def _permit(owner: Any, bucket: str, wanted: dict[str, Any], accounts: Accounts) -> bool:
    try:
        if json.loads(owner.get_bucket_policy(Bucket=bucket)["Policy"]) == wanted:
            return False
    except ClientError as error:
        if code(error) != "NoSuchBucketPolicy":
            raise
    try:
        owner.put_bucket_policy(Bucket=bucket, Policy=json.dumps(wanted, separators=(",", ":")))
    except ClientError as error:
        if code(error) in ("MalformedPolicy", "InvalidArgument") and "rincipal" in str(error):
            raise NoSuchAccount(accounts=", ".join(one for one in accounts if one)) from error
        raise
    return True


def lines_to_type(endpoint: str, accounts: Accounts) -> list[str]:
    """Return the lines that make the accounts on versitygw, whose S3 interface cannot; secrets are left open."""
    line = "versitygw admin --endpoint-url {} create-user --access {} --secret … --role user"
    return [line.format(endpoint or "…", one) for one in accounts if one]
