#!/usr/bin/env bash
# versitygw, an S3 server on 127.0.0.1:$S3_PORT over a folder, with versions and locks. $S3_ACCESS_KEY and
# $S3_SECRET_KEY are its root account; with $S3_CERT and $S3_KEY (absolute paths, PEM) it speaks TLS; $S3_DIR is
# its folder.
#   bucket NAME ACCOUNT SECRET   make a bucket with versions and locks, and a weak account that may read, write, list,
#                                and lengthen locks there, but not delete versions or change the bucket
#   plain-bucket NAME ACCOUNT SECRET   the same without versions and locks, for what can be made again
NAME=versitygw
. "$(dirname "$0")/lib.sh"
[ -z "${S3_DIR:-}" ] || D=$(realpath -m "$S3_DIR")
S3_PORT=${S3_PORT:-17070}
export ROOT_ACCESS_KEY=${S3_ACCESS_KEY:-akta-tests} ROOT_SECRET_KEY=${S3_SECRET_KEY:-akta-tests-only-secret}
endpoint=http${S3_CERT:+s}://127.0.0.1:$S3_PORT
VERSION=${VERSITYGW_VERSION:-v1.8.0}
binary=$TOOLS/versitygw-$VERSION/versitygw
check() {
  [ -x "$binary" ] || command -v go >/dev/null ||
    lacks "Go 1.25 or newer, which builds versitygw," "apt-get install golang-go (where it is too old: https://go.dev/dl)"
}
install() {
  [ -x "$binary" ] || GOBIN=${binary%/*} GOFLAGS=-modcacherw CGO_ENABLED=0 \
    go install -trimpath -ldflags '-s -w' "github.com/versity/versitygw/cmd/versitygw@$VERSION"
}
begin() {
  local tls=()
  [ -z "${S3_CERT:-}" ] || tls=(--cert "$S3_CERT" --key "$S3_KEY")
  need_port "$S3_PORT"
  mkdir -p "$D"/{data,versions,iam}
  # --port with an address: the default listens everywhere. --versioning-dir: without it no version ids. No
  # --keep-alive: with it about half of the multipart uploads over TLS fail.
  spawn "$D" "$binary" --port "127.0.0.1:$S3_PORT" --region us-east-1 --iam-dir "$D/iam" --health /health --quiet \
    "${tls[@]}" posix --versioning-dir "$D/versions" "$D/data"
  until_ready "$D" curl -ks -o /dev/null -m 2 "$endpoint/health"
}
admin() { "$binary" admin --allow-insecure --access "$ROOT_ACCESS_KEY" --secret "$ROOT_SECRET_KEY" --endpoint-url "$endpoint" "$@"; }
do_plain-bucket() { do_bucket "$@" --no-object-lock-enabled-for-bucket; }
do_bucket() { # safe to run again
  local name=$1 account=$2 secret=$3 locks=${4:---object-lock-enabled-for-bucket}
  admin list-users | grep -qw "$account" || admin create-user --access "$account" --secret "$secret" --role user
  admin list-buckets | grep -qw "$name" ||
    admin create-bucket --owner "$ROOT_ACCESS_KEY" --bucket "$name" "$locks"
  # `policy=` and the header: else the curl of Debian 12 signs something else than it sends
  curl -fsSk -H "x-amz-content-sha256: UNSIGNED-PAYLOAD" --aws-sigv4 aws:amz:us-east-1:s3 -u "$ROOT_ACCESS_KEY:$ROOT_SECRET_KEY" \
    -X PUT "$endpoint/$name?policy=" --data-binary @- <<X
{"Statement": [
 {"Effect": "Allow", "Principal": ["$account"], "Resource": "arn:aws:s3:::$name",
  "Action": ["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads", "s3:GetBucketVersioning",
             "s3:GetBucketObjectLockConfiguration", "s3:GetBucketLocation", "s3:GetBucketPolicy"]},
 {"Effect": "Allow", "Principal": ["$account"], "Resource": "arn:aws:s3:::$name/*",
  "Action": ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload",
             "s3:ListMultipartUploadParts", "s3:GetObjectRetention", "s3:PutObjectRetention", "s3:GetObjectLegalHold"]}]}
X
}
main "$@"
