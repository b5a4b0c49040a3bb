# The bot for a server. Node runs the TypeScript as it is; there is nothing to build.
FROM node:26-slim

ENV NODE_ENV=production
WORKDIR /app

# The image's own Node is the runtime here, so the per-platform runtimes (optional dependencies) stay out.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional && npm cache clean --force

COPY src src
COPY adapters adapters
COPY intents intents
COPY knowledge knowledge
COPY migrations migrations
COPY playbooks playbooks
COPY policies policies

# The user `node` (uid 1000) owns the data folder and nothing else.
RUN install -d -o node -g node -m 0700 /data
ENV SIGNALBOX_DATA=/data
USER node

ENTRYPOINT ["node", "src/launcher.mjs"]
CMD ["start"]
