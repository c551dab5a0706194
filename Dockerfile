# Arbiter's image: the server with its web app, for an ordinary user on a read-only root file system, and without a shell.
#
#   docker build --build-arg REVISION=$(git rev-parse HEAD) --sbom=true --provenance=mode=max -t arbiter:0.1.0 .
#   docker build --build-arg ORLEANS=true … -t arbiter:0.1.0-orleans .      with the Orleans engine
#
# On SQLite in a volume:  docker run --read-only --tmpfs /tmp -v arbiter:/data -p 5080:8080 arbiter:0.1.0

FROM --platform=$BUILDPLATFORM node:20.20.2-bookworm-slim AS node

# The result is the same for every processor, so it is always built on the builder's own.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0.401-noble AS build
# The list of materials names what the web app was built from, too; the lock files that say so do not reach the last stage.
ARG BUILDKIT_SBOM_SCAN_STAGE=true
ARG ORLEANS=false
COPY --from=node /usr/local/ /usr/local/
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/root/.nuget/packages --mount=type=cache,target=/root/.npm \
    dotnet publish src/Arbiter.Server -c Release -o /out/app -p:UseAppHost=false -p:WithOrleans=$ORLEANS && mkdir /out/data

FROM mcr.microsoft.com/dotnet/aspnet:10.0.12-noble-chiseled
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Arbiter" \
      org.opencontainers.image.description="Decides, in real time, who owns a customer" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /out/app /app
# Where SQLite's file is when nothing else is said: ./data below.
COPY --from=build --chown=1654:1654 /out/data /data
VOLUME /data
WORKDIR /
# The base image has a setting of its own for the port, which would only be talked about in the log.
ENV ASPNETCORE_HTTP_PORTS= \
    ASPNETCORE_URLS=http://+:8080
EXPOSE 8080
# "app" in the image; as a number, so that runAsNonRoot can tell.
USER 1654:1654
ENTRYPOINT ["dotnet", "/app/Arbiter.Server.dll"]
CMD ["serve"]
