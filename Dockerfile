# drvlint and its libclang in an image. The tests do not build it, for want of Docker; that pip builds and
# installs the source is tested by itself. In the root of the source to be analysed:
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
# nobody, by the number that a cluster can see to be no root
USER 65534
ENTRYPOINT ["drvlint"]
