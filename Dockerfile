# Coach MERCD: the wheel in a bare environment, run by a user without rights, on a file system it cannot write.
#   docker build -t coach-mercd .
#   docker run --read-only --tmpfs /tmp -v coach:/data -p 127.0.0.1:7860:7860 coach-mercd
FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /opt/uv && /opt/uv/bin/pip install --no-cache-dir "uv>=0.8"
COPY constraints.txt pyproject.toml README.md LICENSE ./
COPY coach coach
COPY knowledge knowledge
COPY prompts prompts
COPY scenarios scenarios
RUN /opt/uv/bin/uv build --wheel --out-dir /dist \
 && python -m venv /opt/coach \
 && /opt/uv/bin/uv pip install --no-cache --python /opt/coach/bin/python --compile-bytecode \
      -c constraints.txt "$(ls /dist/*.whl)[whisper-base,postgres]"

FROM python:3.12-slim
RUN groupadd --gid 10001 coach \
 && useradd --system --uid 10001 --gid 10001 --home-dir /data --shell /usr/sbin/nologin coach \
 && install -d -o coach -g coach /data
COPY --from=build /opt/coach /opt/coach
# A container is reached from outside: people sign in.
ENV PATH=/opt/coach/bin:$PATH \
    COACH_DATA_DIR=/data \
    COACH_MODE=centre \
    COACH_HOST=0.0.0.0 \
    HF_HUB_OFFLINE=1 \
    PYTHONUNBUFFERED=1
USER 10001:10001
VOLUME /data
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:7860/sante', timeout=4)"]
ENTRYPOINT ["coach"]
CMD ["serve"]
