# docs-handshake with a browser, for login flows that are not written in Node: docs/ci.md, "Without Node".
#   docker build --tag docs-handshake .

FROM node:24-bookworm-slim AS package
WORKDIR /source
COPY . .
# A clone is built here; the published package, which has no lock file, is built already.
RUN if [ -f package-lock.json ]; then npm ci --ignore-scripts --no-audit --no-fund && npm run build; fi \
  && mkdir /packed \
  && npm pack --ignore-scripts --pack-destination /packed

FROM node:24-bookworm-slim
# Chromium in its form without windows, and letters for every script that a login page may use.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends \
    ca-certificates \
    chromium-headless-shell \
    fonts-liberation \
    fonts-noto-cjk \
    fonts-noto-color-emoji \
    fonts-noto-core \
    tini \
  && rm -rf /var/lib/apt/lists/*
ARG PLAYWRIGHT=1.65
COPY --from=package /packed /packed
RUN npm install --global --omit=dev --no-audit --no-fund /packed/*.tgz "playwright@$PLAYWRIGHT" \
  && rm -rf /packed /root/.npm
# The container is the fence: Docker denies a browser the namespaces of its own sandbox. Any user may write to /tmp.
ENV DOCS_HANDSHAKE_BROWSER=/usr/bin/chromium-headless-shell \
  DOCS_HANDSHAKE_NO_SANDBOX=1 \
  HOME=/tmp
WORKDIR /work
USER node
ENTRYPOINT ["tini", "--", "docs-handshake"]
CMD ["--help"]
