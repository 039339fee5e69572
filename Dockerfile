# One image for web and worker. Written after the native set-up that is tested (Debian 12, Python 3.11); parsed by a test,
# not built yet: no container engine was at hand.
FROM debian:12-slim

# Programs that read scans and old office files; fonts for page pictures. No recommended packages.
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      ca-certificates python3 python3-venv tesseract-ocr tesseract-ocr-pol libreoffice-writer-nogui fonts-noto-core \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --home-dir /tmp --no-create-home --shell /usr/sbin/nologin akta \
 && install -d -o akta -g akta /data

WORKDIR /srv/akta
COPY scripts/setup.sh scripts/setup.sh
COPY requirements.txt requirements-setup.txt ./
RUN sh scripts/setup.sh requirements.txt
COPY . .

ENV AKTA_HOME=/data HOME=/tmp PATH=/srv/akta/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001:10001
VOLUME /data
EXPOSE 8000
CMD ["akta", "serve", "--host", "0.0.0.0"]
