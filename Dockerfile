# The portal for production: web, worker and beat run from this one image (docker-compose.yml).
FROM python:3.12-slim AS wheels
COPY requirements.txt .
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --only-binary :all: --require-hashes -r requirements.txt

FROM python:3.12-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PATH=/venv/bin:$PATH \
    DJANGO_SETTINGS_MODULE=portal.settings STATIC_ROOT=/srv/static MEDIA_ROOT=/srv/media
RUN useradd --system --uid 10001 --home-dir /srv portal && install -d -o portal /srv/static /srv/media
COPY --from=wheels /venv /venv
WORKDIR /srv/portal
COPY manage.py ./
COPY portal portal
COPY departments departments
COPY services services
COPY workflows workflows
COPY templates templates
COPY deploy/gunicorn.py deploy/gunicorn.py
# Hashed, compressed static files and the compiled Chinese are part of the image.
RUN python manage.py translations && python manage.py collectstatic --noinput --verbosity 0
USER portal
EXPOSE 8000
CMD ["gunicorn", "portal.wsgi", "--config", "deploy/gunicorn.py"]
