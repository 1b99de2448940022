# drvlint and its libclang in an image. In the root of a checkout:
#
#   docker build --tag drvlint https://github.com/drvlint/drvlint.git#v0.1.0
#   docker run --rm --volume "$PWD:/source" --user "$(id -u)" drvlint .
FROM python:3.13-slim AS build
COPY . /drvlint
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels /drvlint

FROM python:3.13-slim
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels pip install --no-cache-dir /wheels/*.whl
ENV DRVLINT_CACHE=off
WORKDIR /source
USER nobody
ENTRYPOINT ["drvlint"]
