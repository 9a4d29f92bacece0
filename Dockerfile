# Production image: the packages are installed from hashed requirements in one stage, the sources are
# prepared (static files, translations) in the second, and what runs carries no installer and no root.
FROM python:3.11-slim AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements/app.txt /tmp/app.txt
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --require-hashes --no-deps -r /tmp/app.txt \
    && /opt/venv/bin/pip uninstall -y pip setuptools

FROM python:3.11-slim
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    STATIC_ROOT=/srv/static \
    DATA_DIR=/data
RUN useradd --uid 10001 --create-home --home-dir /home/convergencia convergencia \
    && install -d -o convergencia -g convergencia /data /data/files /data/mail
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY . .
# These two commands read the settings but reach no server; the values stand in only while building.
RUN export CONVERGENCIA_ENV=production SECRET_KEY=only-while-the-image-is-built-0123456789-abcdefghijklmnop \
        ALLOWED_HOSTS=localhost SITE_URL=https://localhost EMAIL_URL=consolemail:// \
        DEFAULT_FROM_EMAIL=build@localhost DATABASE_URL=postgresql://build@localhost/build \
        REDIS_URL=redis://localhost/0 \
    && python manage.py translations compile \
    && python manage.py collectstatic --noinput \
    && python -m compileall -q .
USER convergencia
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
    CMD ["python", "deploy/probe.py", "http://127.0.0.1:8000/readyz"]
CMD ["gunicorn", "config.wsgi:application", "--config", "deploy/gunicorn.conf.py"]
